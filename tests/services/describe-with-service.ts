import { describe, test } from 'vitest'

/**
 * A suite that needs a service. Where that cannot be had its tests are skipped, by name and with the reason; in a CI
 * run they fail instead, for there nobody would notice.
 */
export function describeWithService(name: string, reason: string | null, body: () => void): void {
  if (reason === null) describe(name, body)
  else if (process.env.CI === 'true') describe(name, () => failFor(reason))
  else describe.skip(`${name} (skipped: ${reason})`, body)
}

function failFor(reason: string): void {
  test('has the service that it needs', () => {
    throw new Error(reason)
  })
}
