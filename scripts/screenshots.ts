import { mkdirSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { startDashboard } from '../tests/browser/dashboard-under-test.ts'
import { openBrowser, type Theme, type viewports } from '../tests/browser/open-browser.ts'
import { type ChatCall, startModelServer } from '../tests/model-server.ts'
import { exfiltration, type Showcase, seedShowcase } from './screenshots/showcase.ts'

// Takes the pictures of `docs/images`: `node scripts/screenshots.ts [NAME…]`. Needs Debian's `chromium`.

const folder = new URL('../docs/images/', import.meta.url)

const pages: Readonly<Record<string, (showcase: Showcase) => string>> = {
  overview: () => '/?range=15m',
  sessions: () => '/sessions',
  session: ({ sessionId }) => `/sessions/${sessionId}`,
  trace: ({ traceId }) => `/traces/${traceId}`,
  rules: () => '/rules',
  rule: ({ ruleId }) => `/rules/${ruleId}`,
  'rule-history': ({ ruleId }) => `/rules/${ruleId}/history`,
  checks: () => '/checks',
  audit: () => '/audit',
  'sign-in': () => '/sign-in',
}

/** What a good judge would say; a server on this machine says it in its place. */
function judge({ body }: ChatCall) {
  const asked = JSON.stringify(body.messages.at(-1))
  if (!asked.includes(exfiltration)) return { kind: 'answer' } as const
  const explanation = 'The mail that was read told the agent to send the ledger to a stranger, and the agent obeys.'
  return { kind: 'answer', opinion: { decision: 'block', explanation, categories: ['exfiltration'] } } as const
}

const wanted = process.argv.slice(2)
const model = await startModelServer()
model.behave(judge)
const dashboard = await startDashboard({
  apiEnv: { OPENROUTER_BASE_URL: model.url, OPENROUTER_API_KEY: 'of-the-pictures' },
})
const browser = await openBrowser()
try {
  mkdirSync(folder, { recursive: true })
  const showcase = await seedShowcase(dashboard.client)
  await checksMade()
  for (const [name, pathOf] of Object.entries(pages)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for (const theme of ['light', 'dark'] as const) {
      for (const viewport of ['desktop', 'phone'] as const)
        await take({ name, path: pathOf(showcase), theme, viewport })
    }
  }
} finally {
  await browser.close()
  await dashboard.stop()
  await model.close()
}

interface Picture {
  readonly name: string
  readonly path: string
  readonly theme: Theme
  readonly viewport: keyof typeof viewports
}

async function take({ name, path, theme, viewport }: Picture): Promise<void> {
  const page = await browser.openPage({ url: dashboard.url + path, theme, viewport, timezoneId: 'Europe/Berlin' })
  await page.locator('h1').first().waitFor()
  // Times are local, charts are drawn and the stream is open once the page has run for a moment.
  await page.waitForTimeout(1_500)
  const file = new URL(`${name}-${theme}-${viewport}.webp`, folder)
  writeFileSync(file, await webpOf(page))
  console.log(file.pathname)
  await page.context().close()
}

/** A third of the size of a PNG; Playwright itself does not offer it. */
async function webpOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
  return Buffer.from(data, 'base64')
}

/** Waits until the judge has been asked about everything. */
async function checksMade(): Promise<void> {
  for (let turn = 0; turn < 240; turn++) {
    const { waiting_checks, quarantined_sessions } = await dashboard.client.attention()
    if (waiting_checks.count === 0 && quarantined_sessions.count > 0) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('the checks were not made')
}
