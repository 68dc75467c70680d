import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page, Request } from 'playwright-core'
import { describe, expect } from 'vitest'
import { until } from '../until.ts'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'

// A page of another site, open in the browser of somebody who has signed in.

let dashboard: DashboardUnderTest
let browser: TestBrowser
let other: Server
let otherSite: string
let key: string
let page: Page
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
  other = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(pages[request.url ?? ''] ?? '<p>nothing</p>')
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  // Another site to a browser, which goes by names.
  otherSite = `http://localhost:${(other.address() as AddressInfo).port}`
  key = (await dashboard.makeKey('admin')).key
  page = await browser.openPage({ url: `${dashboard.url}/rules`, key })
  browser.faults.expect(/localhost|frame-ancestors|chrome-error|status of 4\d\d|net::ERR/)
}, startTimeoutMs)
afterAll(async () => {
  other.close()
  await browser?.close().finally(() => dashboard?.stop())
})

const pages: Record<string, string> = {}

/** Opens a page of the other site that holds this, and waits until its title says that it is done. */
async function openElsewhere(html: string): Promise<void> {
  pages['/'] = html
  await page.goto(`${otherSite}/`)
}

async function isSignedIn(): Promise<boolean> {
  await page.goto(`${dashboard.url}/rules`)
  return new URL(page.url()).pathname === '/rules'
}

describe('another site', () => {
  test('cannot sign anybody out by a form', async () => {
    await openElsewhere(
      `<form method=post action="${dashboard.url}/sign-out"></form><script>document.forms[0].submit()</script>`,
    )
    await page.waitForURL(`${dashboard.url}/sign-out`)
    expect(await page.locator('body').innerText()).toContain('not accepted from pages of another origin')
    expect(await isSignedIn()).toBe(true)
  })

  test('cannot frame any page, answer or error', async () => {
    for (const path of ['/', '/rules', '/sign-in', '/no-such-page', '/healthz', '/rules/export']) {
      await openElsewhere(`<iframe src="${dashboard.url}${path}" onload="document.title='loaded'"></iframe>`)
      await expect.poll(() => page.title()).toBe('loaded')
      const [, frame] = page.frames()
      expect([path, frame?.url()]).toEqual([path, expect.stringMatching(/^chrome-error:|^about:blank/)])
    }
  })

  test('cannot read or embed anything', async () => {
    const read = (path: string) =>
      `fetch('${dashboard.url}${path}', { credentials: 'include' }).then(() => 'read', () => 'refused')`
    const embed = (path: string) =>
      `new Promise((done) => document.body.append(Object.assign(document.createElement('script'), { src: '${dashboard.url}${path}', onload: () => done('embedded'), onerror: () => done('refused') })))`
    await openElsewhere('<p>elsewhere</p>')
    for (const path of ['/', '/rules', '/events', '/rules/export', '/healthz'])
      expect([path, await page.evaluate(read(path)), await page.evaluate(embed(path))]).toEqual([
        path,
        'refused',
        'refused',
      ])
  })

  test('gets no hold of a window that it opened', async () => {
    await openElsewhere('<button>open</button>')
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate(`void (globalThis.opened = window.open('${dashboard.url}/rules'))`),
    ])
    await opened.waitForLoadState()
    expect(await page.evaluate('opened.closed')).toBe(true)
    expect(await opened.evaluate('window.opener')).toBeNull()
    await opened.close()
  })
})

describe('a change that the dashboard makes', () => {
  let change: Request
  let cookie: string
  beforeAll(async () => {
    await page.goto(`${dashboard.url}/rules`)
    const before = await enabled()
    const control = page.getByRole('switch').first()
    ;[change] = await Promise.all([
      page.waitForRequest((request) => request.method() === 'POST' && 'next-action' in request.headers()),
      control.click(),
    ])
    await until(async () => ((await enabled()) === before ? null : true))
    cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  })

  const enabled = async () => (await dashboardRules()).filter((rule) => rule.enabled).length

  async function dashboardRules(): Promise<{ enabled: boolean }[]> {
    const answer = await fetch(`${dashboard.apiUrl}/rules`, { headers: { authorization: `Bearer ${key}` } })
    return (await answer.json()) as { enabled: boolean }[]
  }

  async function repeat(headers: Readonly<Record<string, string>>, body = change.postData() ?? ''): Promise<number> {
    const { 'next-action': action = '', 'content-type': type = '' } = change.headers()
    const answer = await fetch(change.url(), {
      method: 'POST',
      headers: { 'next-action': action, 'content-type': type, cookie, ...headers },
      body,
      redirect: 'manual',
    })
    await answer.text()
    return answer.status
  }

  test('is refused from any other origin, whatever else the request says of itself', async () => {
    const before = await enabled()
    const { host } = new URL(dashboard.url)
    const headers: Record<string, string>[] = [
      {},
      { origin: 'null' },
      { origin: otherSite },
      { origin: `https://${host}.evil.example` },
      { origin: `http://evil.example/${host}` },
      { origin: `http://${host}@evil.example` },
      { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
      { origin: 'https://evil.example', 'x-forwarded-host': host, 'x-forwarded-proto': 'https' },
      { origin: 'https://evil.example', forwarded: 'host=evil.example' },
      { origin: 'https://evil.example', 'x-http-method-override': 'GET' },
      { referer: `${dashboard.url}/rules` },
      { 'sec-fetch-site': 'same-origin' },
    ]
    for (const each of headers) expect([each, await repeat(each)]).toEqual([each, 403])
    expect(await enabled()).toBe(before)
  })

  test('cannot be made by what a form of another site can send', async () => {
    const before = await enabled()
    const { 'next-action': action = '' } = change.headers()
    const field = `<input name="$ACTION_ID_${action}" value=""><input name="1_$ACTION_ID_${action}"><input name=0 value='[1,false]'>`
    await openElsewhere(
      `<form method=post enctype="multipart/form-data" action="${dashboard.url}/rules">${field}</form><script>document.forms[0].submit()</script>`,
    )
    await page.waitForURL(`${dashboard.url}/rules`)
    expect(await page.locator('body').innerText()).toContain('not accepted from pages of another origin')
    expect(await enabled()).toBe(before)
  })

  test('takes no arguments of other kinds, and fails for nobody else', async () => {
    const before = await enabled()
    const own = { origin: dashboard.url }
    const bodies = [
      '',
      '[]',
      '[{}]',
      '["x","y"]',
      '[1]',
      '[-1,true]',
      '[1e999,"false"]',
      '["$F1"]',
      '["$@1"]',
      '["$T0",true]',
      '["__proto__",{"__proto__":1}]',
      '[[[[]]],{}]',
      '{',
      '\u0000',
    ]
    for (const body of bodies) expect([body, (await repeat(own, body)) < 600]).toEqual([body, true])
    expect(await enabled()).toBe(before)
    expect((await fetch(`${dashboard.url}/healthz`)).status).toBe(200)
    expect(await isSignedIn()).toBe(true)
  })

  test('is made by the dashboard itself', async () => {
    const before = await enabled()
    await page.goto(`${dashboard.url}/rules`)
    await page.getByRole('switch').first().click()
    await expect.poll(enabled).not.toBe(before)
  })
})

test('every answer, also of what is not there and what is refused, says that it is not to be framed', async () => {
  const answers = [
    ...[
      '/',
      '/sessions',
      '/rules',
      '/checks',
      '/audit',
      '/sign-in',
      '/no-such-page',
      '/healthz',
      '/events',
      '/rules/export',
    ].map((path) => ({ path, init: {} })),
    ...['/', '/sign-out', '/rules', '/healthz', '/no-such-page'].map((path) => ({ path, init: { method: 'POST' } })),
    ...['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) => ({ path: '/rules', init: { method } })),
  ]
  for (const { path, init } of answers) {
    const answer = await fetch(dashboard.url + path, { redirect: 'manual', ...init })
    const { headers, status } = answer
    if (path !== '/events') await answer.text()
    else await answer.body?.cancel()
    expect([path, init, status, headers.get('x-frame-options')]).toEqual([path, init, status, 'DENY'])
    expect(headers.get('content-security-policy') ?? '').toMatch(/frame-ancestors 'none'|default-src 'none'/)
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  }
})
