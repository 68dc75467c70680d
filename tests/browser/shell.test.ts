import { describe, expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, afterEach, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser, type Theme, type viewports } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'
import { scriptBytes } from './script-bytes.ts'

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

const pages = ['/', '/sessions', '/rules', '/checks', '/audit', '/sign-in', '/no-such-page']
const looks = (['light', 'dark'] as const).flatMap((theme) =>
  (['desktop', 'phone'] as const).map((viewport): { theme: Theme; viewport: keyof typeof viewports } => ({
    theme,
    viewport,
  })),
)

describe.each(looks)('$theme on a $viewport', ({ theme, viewport }) => {
  test.each(pages)('%s is accessible, and nothing of it stands beside the screen', async (path) => {
    browser.faults.expect(/status of 404.*no-such-page/)
    const page = await browser.openPage({ url: dashboard.url + path, theme, viewport })
    await page.locator('h1').first().waitFor()
    await expectAccessible(page)
    expect(await overflowOf(page)).toBe(0)
    await page.context().close()
  })
})

test.each(pages)('%s takes at most 250 KB of scripts', async (path) => {
  browser.faults.expect(/status of 404.*no-such-page/)
  const bytes = await scriptBytes(browser, dashboard.url + path)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThanOrEqual(250_000)
})

test('nothing scrolls sideways at 360 pixels', async () => {
  for (const path of pages.slice(0, -1)) {
    const page = await browser.openPage({ url: dashboard.url + path, viewport: { width: 360, height: 640 } })
    expect([path, await overflowOf(page)]).toEqual([path, 0])
    await page.context().close()
  }
})

test('development mode is said on every page', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/` })
  await page.getByRole('complementary', { name: 'Access' }).getByText('Development mode').waitFor()
})

test('signing in is offered in development mode, and not demanded', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/sign-in` })
  await page.getByText('Development mode: no key is needed.').waitFor()
  await page.getByRole('button', { name: 'Go on without a key' }).click()
  await page.waitForURL(`${dashboard.url}/`)
})

describe('the theme', () => {
  const background = 'getComputedStyle(document.documentElement).backgroundColor'
  const dark = 'rgb(13, 17, 21)'
  const light = 'rgb(244, 246, 248)'

  test('is that of the system until one is chosen, and then the server draws it', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/`, theme: 'dark' })
    expect(await page.evaluate(background)).toBe(dark)
    const toggle = page.getByRole('button', { name: /^Theme:/ })
    await toggle.click()
    await expect.poll(() => page.evaluate(background)).toBe(light)
    const cookies = await page.context().cookies()
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    expect(await (await fetch(`${dashboard.url}/`, { headers: { cookie } })).text()).toMatch(
      /<html[^>]*data-theme="light"/,
    )
    await page.reload()
    expect(await page.evaluate(background)).toBe(light)
  })
})

describe('by keyboard', () => {
  test('the first stop leads past the navigation, and every place can be reached', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/` })
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await page.getByRole('link', { name: 'Rules' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${dashboard.url}/rules`)
    const here = page.getByRole('link', { name: 'Rules', exact: true })
    await expect.poll(() => here.getAttribute('aria-current')).toBe('page')
  })
})

describe('the answers', () => {
  test('let no script run but those with the nonce of the answer, which is never the same', async () => {
    const nonces = new Set<string>()
    for (let turn = 0; turn < 3; turn++) {
      const answer = await fetch(`${dashboard.url}/`)
      const policy = answer.headers.get('content-security-policy') ?? ''
      const nonce = /script-src 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1] ?? ''
      nonces.add(nonce)
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("base-uri 'none'")
      expect(policy).not.toContain('unsafe')
      const html = await answer.text()
      const scripts = html.match(/<script\b[^>]*>/g) ?? []
      expect(scripts.length).toBeGreaterThan(3)
      expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([])
      expect(html).not.toMatch(/<[^>]+\s(style|on[a-z]+)=/)
    }
    expect(nonces.size).toBe(3)
  })

  test('are kept by nobody, framed by nobody, and tell nobody where one came from', async () => {
    const { headers } = await fetch(`${dashboard.url}/`)
    expect(headers.get('cache-control')).toContain('no-store')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.has('x-powered-by')).toBe(false)
    const html = await (await fetch(`${dashboard.url}/`)).text()
    const file = /"(\/_next\/static\/[^"]+\.css)"/.exec(html)?.[1] ?? ''
    expect((await fetch(dashboard.url + file)).headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('are not given under a name that is not ours', async () => {
    const { hostname, port } = new URL(dashboard.url)
    const { request } = await import('node:http')
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve) => {
        request({ hostname, port, path: '/', headers: { host } }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        }).end()
      })
    expect(await statusFor(`localhost:${port}`)).toBe(200)
    expect(await statusFor(`evil.example:${port}`)).toBe(403)
    expect(await statusFor('evil.example')).toBe(403)
  })
})

test('reports of browsers are counted', async () => {
  const count = async () => {
    const health = (await (await fetch(`${dashboard.url}/healthz`)).json()) as { csp_reports: number }
    return health.csp_reports
  }
  const before = await count()
  const page = await browser.openPage({ url: `${dashboard.url}/` })
  browser.faults.expect(/policy: |Content Security Policy|left the dashboard: https:..evil.example/)
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="https://evil.example/x.png">')`)
  await expect.poll(count).toBeGreaterThan(before)
})
