import { expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { scriptBytes } from './script-bytes.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let ids: Readonly<Record<'trace' | 'rule', string>>
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
  const { id: session } = await dashboard.client.createSession({ title: 'of any kind' })
  const content = { tool: 'shell', args: { command: 'rm -rf /' } }
  const { id: trace } = await dashboard.client.sendTrace({ session_id: session, role: 'tool', content })
  const [rule] = await dashboard.client.rules()
  ids = { trace, rule: String(rule?.id) }
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})

test.each([
  '/rules/RULE',
  '/rules/RULE/history',
  '/rules/new',
  '/rules/new?from=TRACE',
  '/rules/import',
  '/rules/sets',
  '/rules/sets/1',
])('%s takes at most 250 KB of scripts', async (path) => {
  const filled = path.replace('TRACE', ids.trace).replace('RULE', ids.rule)
  const bytes = await scriptBytes(browser, dashboard.url + filled)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThanOrEqual(250_000)
})

test('the engine is loaded when somebody begins to use the page', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/rules/${ids.rule}` })
  await page.getByText('no changes', { exact: true }).waitFor()
  await page.waitForTimeout(1_000)
  expect(page.workers()).toHaveLength(0)
  const started = page.waitForEvent('worker')
  await page.mouse.move(300, 300)
  await started
  await page.context().close()
})
