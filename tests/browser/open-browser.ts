import { type Browser, chromium, type Page, type Response } from 'playwright-core'
import { browserPath } from './browser-path.ts'
import { visitUntilReady } from './until-ready.ts'
import { type Faults, watchFaults } from './watch-faults.ts'

export type Theme = 'light' | 'dark'
export const viewports = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const

interface OpenPageOptions {
  /** Where to go at once: an address of the dashboard, such as `${dashboard.url}/rules`. */
  readonly url: string
  readonly theme?: Theme
  readonly viewport?: keyof typeof viewports | { readonly width: number; readonly height: number }
  /** Signs in with it first, through the form. */
  readonly key?: string
  /** How the browser is told where it is. Default: another zone than UTC, so that times that are not local show. */
  readonly timezoneId?: string
  /** Sent with every request, as a proxy would. */
  readonly headers?: Readonly<Record<string, string>>
  /** Told of every answer that the page gets, from the first on. */
  readonly onResponse?: (response: Response) => void
}

export interface TestBrowser {
  /**
   * A page in a context of its own, with nothing from before. What goes wrong in it meanwhile is found by `close`: errors of
   * scripts and of the console, violations of the content security policy, requests that leave the dashboard.
   */
  openPage(options: OpenPageOptions): Promise<Page>
  /** Closes what is open: a page that is left goes on listening, and draws itself anew whenever something happens. */
  closePages(): Promise<void>
  /** What has gone wrong so far, in all pages; `faults.expect(/…/)` names what is meant to. */
  readonly faults: Faults
  /** Ends the browser. Throws with all faults that were not expected. */
  close(): Promise<void>
}

const switches = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Debian's Chromium, without anything that it keeps. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: browserPath,
    args: switches,
  })
  const faults = watchFaults()
  return {
    faults,
    openPage: async (options) => {
      const { url, theme = 'light', viewport = 'desktop', key, timezoneId = 'Asia/Kolkata', headers } = options
      const size = typeof viewport === 'string' ? viewports[viewport] : viewport
      const context = await browser.newContext({
        colorScheme: theme,
        // What moves is read and drawn again and again.
        reducedMotion: 'reduce',
        viewport: size,
        timezoneId,
        hasTouch: viewport === 'phone',
        ...(headers === undefined ? {} : { extraHTTPHeaders: headers }),
      })
      const page = await context.newPage()
      page.setDefaultTimeout(60_000)
      if (options.onResponse !== undefined) page.on('response', options.onResponse)
      const { origin } = new URL(url)
      visitUntilReady(page, origin)
      await faults.watch(page, origin)
      if (key !== undefined) await signIn(page, url, key)
      if (key === undefined || page.url() !== url) await page.goto(url)
      return page
    },
    closePages: async () => {
      for (const context of browser.contexts()) await context.close()
    },
    close: async () => {
      await browser.close()
      faults.demandNone()
    },
  }
}

/** As a person does. Ends on the page of `url`. */
async function signIn(page: Page, url: string, key: string): Promise<void> {
  const { origin, pathname, search } = new URL(url)
  await page.goto(`${origin}/sign-in?${new URLSearchParams({ next: pathname + search })}`)
  await page.getByLabel('Key').fill(key)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL((there) => there.pathname !== '/sign-in')
}
