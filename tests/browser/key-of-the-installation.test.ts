import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'

const key = 'the-key-of-the-installation-long-enough'
let dashboard: DashboardUnderTest
let browser: TestBrowser
beforeAll(async () => {
  dashboard = await startDashboard({ apiEnv: { AGENTSENTRY_API_KEY: key } })
  browser = await openBrowser()
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})

test('where AGENTSENTRY_API_KEY is set it is demanded, and with it everything can be changed', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/rules` })
  expect(new URL(page.url()).pathname).toBe('/sign-in')
  const signedIn = await browser.openPage({ url: `${dashboard.url}/rules`, key })
  await signedIn.getByRole('link', { name: 'New rule' }).waitFor()
  await signedIn.getByText('admin in default').waitFor()
  expect(await signedIn.getByRole('complementary', { name: 'Access' }).count()).toBe(0)
})
