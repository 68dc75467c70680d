import { existsSync } from 'node:fs'

/** Where Chromium lies: Debian's, unless `AGENTSENTRY_TEST_CHROMIUM` names another. */
export const browserPath = process.env.AGENTSENTRY_TEST_CHROMIUM || '/usr/bin/chromium'

/** Why no test can have a browser; null where it can. */
export function whyNoBrowser(): string | null {
  return existsSync(browserPath) ? null : `there is no Chromium at ${browserPath}`
}
