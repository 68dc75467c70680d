import { expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let key: string
beforeAll(async () => {
  dashboard = await startDashboard({
    env: { AGENTSENTRY_TRUST_PROXY: 'true', AGENTSENTRY_ALLOWED_HOSTS: 'sentry.example' },
  })
  browser = await openBrowser()
  key = (await dashboard.makeKey('read')).key
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})

test('behind one that speaks HTTPS, the cookie is bound to it', async () => {
  // Browsers take a `Secure` cookie from this machine also without HTTPS.
  const url = `${dashboard.url.replace('127.0.0.1', 'localhost')}/`
  const page = await browser.openPage({ url, key, headers: { 'x-forwarded-proto': 'https' } })
  await page.getByText('read in default').waitFor()
  const cookies = await page.context().cookies()
  expect(cookies).toMatchObject([
    { name: '__Host-agentsentry-session', secure: true, httpOnly: true, sameSite: 'Strict', path: '/' },
  ])
})

test('browsers are told to keep to HTTPS where it is spoken, and only there', async () => {
  const policyWith = async (headers: Record<string, string>) =>
    (await fetch(`${dashboard.url}/sign-in`, { headers })).headers.get('strict-transport-security')
  expect(await policyWith({ 'x-forwarded-proto': 'https' })).toBe('max-age=31536000')
  expect(await policyWith({})).toBeNull()
})

test('the name that people use counts for where a change comes from', async () => {
  const signOut = (origin: string) =>
    fetch(`${dashboard.url}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, 'x-forwarded-host': 'sentry.example', 'x-forwarded-proto': 'https' },
    })
  expect((await signOut('https://sentry.example')).status).toBe(303)
  expect((await signOut('https://evil.example')).status).toBe(403)
  expect((await signOut(dashboard.url)).status).toBe(403)
})

test('a name that is not listed is refused there, too', async () => {
  const answer = await fetch(dashboard.url, { headers: { 'x-forwarded-host': 'evil.example' } })
  expect(answer.status).toBe(403)
})
