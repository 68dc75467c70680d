/** Next calls this once, before it serves. The condition keeps what is Node's alone out of other builds. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { demandGoodSettings } = await import('#server/demand-good-settings.ts')
    demandGoodSettings()
  }
}
