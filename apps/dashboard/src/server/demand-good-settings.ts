import { settings } from './settings.ts'

/** Ends the process, with every fault, where it would serve with wrong settings. */
export function demandGoodSettings(): void {
  try {
    settings()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
