import type { Page } from 'playwright-core'

export interface Faults {
  watch(page: Page, origin: string): Promise<void>
  /** What is meant to go wrong from now on. */
  expect(pattern: RegExp): void
  /** All that went wrong and was not expected. */
  found(): string[]
  demandNone(): void
}

/** Chromium asks for it by itself, and says in its console what every answer was that is not 2xx. */
const chatter = /\/favicon\.ico/

export function watchFaults(): Faults {
  const seen: string[] = []
  const expected: RegExp[] = [chatter]
  const add = (fault: string) => {
    if (!expected.some((pattern) => pattern.test(fault))) seen.push(fault)
  }
  return {
    watch: async (page, origin) => {
      page.on('pageerror', (error) => add(`script: ${error.stack ?? error.message} (${page.url()})`))
      page.on('console', (message) => {
        const { url } = message.location()
        if (message.type() === 'error') add(`console: ${message.text()} (${url || page.url()})`)
      })
      page.on('request', (request) => {
        const { protocol, origin: asked } = new URL(request.url())
        if (protocol !== 'data:' && protocol !== 'blob:' && asked !== origin)
          add(`left the dashboard: ${request.url()}`)
      })
      await page.exposeFunction('reportViolation', (violation: string) => add(`policy: ${violation}`))
      await page.addInitScript(
        `addEventListener('securitypolicyviolation', (event) =>
          reportViolation(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ' ' + event.sample))`,
      )
    },
    expect: (pattern) => {
      expected.push(pattern)
    },
    found: () => [...seen],
    demandNone: () => {
      if (seen.length > 0) throw new Error(`in the browser went wrong:\n${seen.splice(0).join('\n')}`)
    },
  }
}
