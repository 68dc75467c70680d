import { type DashboardConfig, dashboardConfigSchema } from '../settings.ts'

let parsed: DashboardConfig | undefined

/**
 * The settings, read from the environment at the first call; an empty value counts as not set. Throws with every fault at
 * once: `instrumentation.ts` asks at the start, so that a server with wrong settings does not serve.
 */
export function settings(): DashboardConfig {
  if (parsed !== undefined) return parsed
  const given = Object.entries(process.env).filter(([, value]) => value !== '')
  const result = dashboardConfigSchema.safeParse(Object.fromEntries(given))
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new Error(`wrong settings of the dashboard:\n  ${faults.join('\n  ')}`)
  }
  parsed = result.data
  return parsed
}
