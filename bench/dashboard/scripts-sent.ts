import type { BrowserContext } from 'playwright-core'
import type { Page } from './pages.ts'

export interface SentScripts {
  readonly page: Page
  /** All scripts that came over the network until nothing more came, compressed as they came, heads included. */
  readonly bytes: number
  readonly files: number
}

/** What a browser that has nothing yet is sent of JavaScript for one page, what it fetches ahead included. */
export async function measureScripts(context: BrowserContext, url: string, page: Page): Promise<SentScripts> {
  const tab = await context.newPage()
  try {
    const session = await context.newCDPSession(tab)
    await session.send('Network.enable')
    await session.send('Network.setCacheDisabled', { cacheDisabled: true })
    const scripts = new Set<string>()
    let bytes = 0
    session.on('Network.responseReceived', ({ requestId, response }) => {
      if (/javascript/.test(response.mimeType)) scripts.add(requestId)
    })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength
    })
    const answer = await tab.goto(url + page.path)
    if (answer?.status() !== 200) throw new Error(`\`${page.path}\` was answered with ${answer?.status()}`)
    await settle(tab, () => bytes)
    return { page, bytes, files: scripts.size }
  } finally {
    await tab.close()
  }
}

const quietMs = 700

/** The stream of events keeps the network from ever being idle, so what counts is that no more scripts come. */
async function settle(tab: Awaited<ReturnType<BrowserContext['newPage']>>, bytes: () => number): Promise<void> {
  await tab.waitForLoadState('load')
  for (let before = -1; before !== bytes(); ) {
    before = bytes()
    await tab.waitForTimeout(quietMs)
  }
}
