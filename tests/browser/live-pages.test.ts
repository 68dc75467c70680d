import { expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, afterEach, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})
afterEach(() => browser.closePages())

test('what happens shows without a reload, and stands still while paused', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/` })
  await page.getByText('live', { exact: true }).waitFor()
  const { id } = await dashboard.client.createSession({ title: 'comes while looked at' })
  await dashboard.client.sendTrace({ session_id: id, role: 'user', content: { text: 'hello' } })
  await page.getByRole('link', { name: 'comes while looked at' }).first().waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  const later = await dashboard.client.createSession({ title: 'comes while paused' })
  await dashboard.client.sendTrace({ session_id: later.id, role: 'user', content: { text: 'hello' } })
  await page.getByText('paused, 1 new').waitFor()
  expect(await page.getByRole('link', { name: 'comes while paused' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('link', { name: 'comes while paused' }).first().waitFor()
})

test('what happens while a page is on its way shows, whether it comes as a document or as the next page', async () => {
  const { id } = await dashboard.client.createSession({ title: 'seen at once' })
  const send = (text: string) => dashboard.client.sendTrace({ session_id: id, role: 'user', content: { text } })
  await send('first')
  const page = await browser.openPage({ url: `${dashboard.url}/rules` })
  await page.route('**/events?*', async (route) => {
    await send('sent before anybody listened')
    await route.continue()
  })
  await page.goto(`${dashboard.url}/sessions/${id}`)
  await page.getByText('sent before anybody listened').first().waitFor()
  await page.unroute('**/events?*')
  await page.goto(`${dashboard.url}/sessions`)
  await page.getByText('live', { exact: true }).waitFor()
  await page.route(`**/sessions/${id}*`, async (route) => {
    if ((await route.request().headerValue('next-router-prefetch')) !== null) return route.continue()
    const response = await route.fetch()
    await send('sent while the page was on its way')
    // The event of it comes to the page before.
    await page.waitForTimeout(2_000)
    await route.fulfill({ response })
  })
  await page.getByRole('link', { name: 'seen at once' }).first().click()
  await page.getByText('sent while the page was on its way').first().waitFor()
  await page.unrouteAll({ behavior: 'wait' })
})

test('a page that is asked for again while the API is down keeps what it has', async () => {
  browser.faults.expect(/status of 50\d|ERR_|net::/)
  const { id } = await dashboard.client.createSession({ title: 'removes things' })
  const content = { tool: 'shell', args: { command: 'rm -rf /' } }
  const remove = () => dashboard.client.sendTrace({ session_id: id, role: 'tool', content })
  for (const [path, shown] of [
    [`/traces/${(await remove()).id}`, 'rm -rf'],
    ['/sessions', 'removes things'],
  ] as const) {
    const page = await browser.openPage({ url: dashboard.url + path })
    await page.getByText('live', { exact: true }).waitFor()
    const isDown = Promise.withResolvers<void>()
    await page.route(`**${path}*`, async (route) => {
      await isDown.promise
      await route.continue()
    })
    const asked = page.waitForRequest((request) => request.url().includes('_rsc='))
    await remove()
    await asked
    await dashboard.stopApi()
    isDown.resolve()
    await page.getByText('This could not be brought up to date').waitFor()
    await page.getByText(shown).first().waitFor()
    await dashboard.startApi()
    await page.getByText('This could not be brought up to date').waitFor({ state: 'detached' })
    await page.context().close()
  }
})

test('an API that goes is said, what was known stays, and what comes back comes by itself', async () => {
  browser.faults.expect(/status of 50\d|ERR_|net::/)
  const { id } = await dashboard.client.createSession({ title: 'known before' })
  await dashboard.client.sendTrace({ session_id: id, role: 'user', content: { text: 'hello' } })
  const page = await browser.openPage({ url: `${dashboard.url}/` })
  await page.getByText('live', { exact: true }).waitFor()
  await dashboard.stopApi()
  await page.getByText('The API does not answer.').waitFor()
  await page.getByRole('link', { name: 'known before' }).first().waitFor()
  await expectAccessible(page)
  const second = await browser.openPage({ url: `${dashboard.url}/` })
  await second.getByText('The API does not answer').first().waitFor()
  await second.getByRole('navigation', { name: 'Main' }).waitFor()
  await expectAccessible(second)
  const signIn = await browser.openPage({ url: `${dashboard.url}/sign-in` })
  await signIn.getByText('The API does not answer').waitFor()
  await dashboard.startApi()
  await page.getByText('The API does not answer.').waitFor({ state: 'detached', timeout: 60_000 })
  await second.getByRole('link', { name: 'known before' }).first().waitFor({ timeout: 60_000 })
  await signIn.getByLabel('Key').waitFor({ timeout: 60_000 })
})
