import { existsSync } from 'node:fs'

/** Debian's; the shell is the same browser without windows, and a page in it costs two thirds. */
const programs = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'] as const

/** Where Chromium lies: Debian's, unless `AGENTSENTRY_TEST_CHROMIUM` names another. */
export const browserPath = process.env.AGENTSENTRY_TEST_CHROMIUM || (programs.find(existsSync) ?? programs[1])

/** Why no test can have a browser; null where it can. */
export function whyNoBrowser(): string | null {
  return existsSync(browserPath) ? null : `there is no Chromium at ${browserPath}`
}
