import { settings } from './settings.ts'

/** `EX_CONFIG` of sysexits.h: whoever started this need not try again. */
const wrongSettingsExitCode = 78

/** Ends the process, with every fault, where it would serve with wrong settings. */
export function demandGoodSettings(): void {
  try {
    settings()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(wrongSettingsExitCode)
  }
}
