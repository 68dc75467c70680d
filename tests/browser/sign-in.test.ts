import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, afterEach, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let admin: string
let read: string
let ingest: string
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
  admin = (await dashboard.makeKey('admin')).key
  read = (await dashboard.makeKey('read')).key
  ingest = (await dashboard.makeKey('ingest')).key
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})
afterEach(() => browser.closePages())

const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search

async function tryKey(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key').fill(key)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

describe('once there is a key', () => {
  test('every page leads to signing in, and back to what was asked for', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/sessions?decision=block` })
    expect(pathOf(page)).toBe('/sign-in?next=%2Fsessions%3Fdecision%3Dblock')
    await expectAccessible(page)
    await tryKey(page, read)
    await page.waitForURL(`${dashboard.url}/sessions?decision=block`)
  })

  test('a key that nobody made is refused in words, and stays in the field of nobody', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/sign-in` })
    await tryKey(page, `${admin.slice(0, -1)}!`)
    await page.getByRole('alert').getByText('does not know this key').waitFor()
    expect(await page.content()).not.toContain(admin.slice(0, 20))
    await tryKey(page, 'not a key')
    await page.getByText('That is not a key.').waitFor()
    expect(await page.context().cookies()).toEqual([])
  })

  test('a key that may only send traces does not get in', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/sign-in` })
    await tryKey(page, ingest)
    await page.getByText('This key may only send traces').waitFor()
    expect(await page.context().cookies()).toEqual([])
  })

  test('the cookie is out of reach of scripts and other sites, ends in twelve hours, and does not show the key', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/`, key: read })
    const [cookie] = await page.context().cookies()
    expect(cookie).toMatchObject({ name: 'agentsentry-session', httpOnly: true, sameSite: 'Strict', path: '/' })
    const hours = ((cookie?.expires ?? 0) * 1_000 - Date.now()) / 3_600_000
    expect(hours).toBeGreaterThan(11.9)
    expect(hours).toBeLessThanOrEqual(12)
    expect(Buffer.from(cookie?.value ?? '', 'base64url').toString('latin1')).not.toContain(read)
    expect(await page.content()).not.toContain(read)
  })

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/sign-in',
  ])('one who has signed in is not sent on to %j', async (next) => {
    const page = await browser.openPage({ url: `${dashboard.url}/sign-in?${new URLSearchParams({ next })}` })
    await tryKey(page, read)
    await page.waitForURL(`${dashboard.url}/`)
  })

  test('a key that is revoked is out', async () => {
    const { key, revoke } = await dashboard.makeKey('read')
    const page = await browser.openPage({ url: `${dashboard.url}/`, key })
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await revoke()
    // The page notices by itself: its stream of events ends.
    await page.waitForURL((url) => url.pathname === '/sign-in')
  })

  test('signing out leaves nothing behind, not even in the history', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/`, key: read })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You have signed out.').waitFor()
    expect(await page.context().cookies()).toEqual([])
    await page.goBack()
    await page.waitForURL((url) => url.pathname === '/sign-in')
  })

  test('it says as whom one looks on', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/`, key: read })
    await page.getByText('read in default').waitFor()
    expect(await page.getByRole('complementary', { name: 'Access' }).count()).toBe(0)
  })
})

describe('a request that a page of another site makes', () => {
  const from = (origin: string | null, path: string) =>
    fetch(`${dashboard.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(origin === null ? {} : { origin }) },
      body: 'key=x',
    })

  test.each(['/sign-out', '/sign-in', '/', '/rules'])('to change something at %s is refused', async (path) => {
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null', null]) {
      expect((await from(origin, path)).status).toBe(403)
    }
  })

  test('is told from one of our own', async () => {
    const { status, headers } = await from(dashboard.url, '/sign-out')
    expect([status, headers.get('location')]).toEqual([303, '/sign-in?signed-out=1'])
  })
})

test('a cookie that was changed, or sealed by another, is none', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/`, key: read })
  const [cookie] = await page.context().cookies()
  const value = cookie?.value ?? ''
  const flipped = value.slice(0, -4) + (value.endsWith('AAAA') ? 'BBBB' : 'AAAA')
  for (const other of [flipped, 'x', 'A'.repeat(3_000), value.slice(0, 20)]) {
    const headers = { cookie: `agentsentry-session=${other}` }
    const answer = await fetch(`${dashboard.url}/`, { headers, redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/sign-in?next=%2F'])
  }
  const whole = await fetch(`${dashboard.url}/`, { headers: { cookie: `agentsentry-session=${value}` } })
  expect(whole.status).toBe(200)
})
