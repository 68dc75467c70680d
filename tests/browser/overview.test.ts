import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})

const hostileName = `${'x'.repeat(150)}\u202e<img src=x onerror=alert(1)>`

async function openSession(title: string, agent: string): Promise<string> {
  return (await dashboard.client.createSession({ title, agent })).id
}

function call(sessionId: string, tool: string, command: string) {
  return dashboard.client.sendTrace({ session_id: sessionId, role: 'tool', content: { tool, args: { command } } })
}

async function openOverview(query = '', options: Partial<Parameters<TestBrowser['openPage']>[0]> = {}): Promise<Page> {
  const page = await browser.openPage({ ...options, url: `${dashboard.url}/${query}` })
  await page.locator('[data-state=ready]').waitFor()
  return page
}

/** Marks out a part of the chart, from and to in parts of its width. */
async function brush(page: Page, from: number, to: number): Promise<void> {
  const box = await page.locator('.u-over').boundingBox()
  if (box === null) throw new Error('there is no chart')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * from, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y)
  await page.mouse.move(box.x + box.width * to, y)
  await page.mouse.up()
}

const totalOf = (page: Page, name: string) =>
  page
    .locator('dl > div', { has: page.locator('dt', { hasText: name }) })
    .locator('dd')
    .first()

describe('a new installation', () => {
  test('says how to send a first trace, which shows by itself when it comes', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/` })
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('heading', { name: 'Send the first step of an agent' }).waitFor()
    await page.getByText('Nothing needs you.').waitFor()
    await expectAccessible(page)
    const id = await openSession('the first', 'mail')
    await call(id, 'shell', 'ls')
    await page.getByRole('heading', { name: 'Send the first step of an agent' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'the first' }).waitFor()
    await page.locator('#content').getByText('No step was stopped in this time').waitFor()
    await expect.poll(() => totalOf(page, 'Steps').textContent()).toBe('1')
    await page.context().close()
  })
})

describe('what happened', () => {
  beforeAll(async () => {
    const id = await openSession(hostileName, hostileName)
    await call(id, 'shell', 'rm -rf /')
    await call(id, hostileName, 'ls')
    await call(id, 'constructor', 'ls')
  })

  test('is told in figures, lists and a table, each with its way on', async () => {
    const page = await openOverview('?range=1h')
    expect(await totalOf(page, 'Steps').textContent()).toBe('4')
    expect(await totalOf(page, 'block').textContent()).toBe('1')
    const stopped = page.getByRole('region', { name: 'Stopped last' }).getByRole('link')
    expect(await stopped.count()).toBe(1)
    expect(await stopped.textContent()).toContain('no_shell_rm_rf')
    expect(await stopped.getAttribute('href')).toMatch(/^\/traces\/[0-9a-f-]{36}$/)
    const hrefs = async (name: string) =>
      Promise.all(
        (await page.getByRole('region', { name }).getByRole('link').all()).map((link) => link.getAttribute('href')),
      )
    expect(await hrefs('Top rules')).toEqual(['/sessions?rule=no_shell_rm_rf'])
    expect(await hrefs('Top tools')).toContain(`/sessions?${new URLSearchParams({ tool: hostileName })}`)
    expect(await hrefs('Top tools')).toContain('/sessions?tool=constructor')
    expect(await hrefs('Agents')).toContain(`/sessions?${new URLSearchParams({ agent: hostileName })}`)
    await page.getByText('The same as numbers').click()
    await page.getByRole('table').first().getByRole('cell', { name: '1', exact: true }).first().waitFor()
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('can be read by anybody (%s)', async (theme) => {
    const page = await openOverview('', { theme })
    await page.getByText('The same as numbers').click()
    await expectAccessible(page)
    await page.context().close()
    const phone = await openOverview('', { theme, viewport: 'phone' })
    expect(await overflowOf(phone)).toBe(0)
    await expectAccessible(phone)
    await phone.context().close()
  })

  test('is there without scripts: figures, ranges and the numbers of the chart', async () => {
    const html = await (await fetch(`${dashboard.url}/?range=1h`)).text()
    expect(html).toContain('Decisions in every')
    expect(html).toContain('href="/?range=7d"')
    expect(html).toContain('name="from"')
    expect(html).not.toContain('<img src=x')
  })

  test('can be narrowed by marking out a part, which the whole page follows, and left by a double click', async () => {
    const page = await openOverview('?range=15m')
    await brush(page, 0.1, 0.4)
    await page.waitForURL(/from=.*to=/)
    await expect.poll(() => totalOf(page, 'Steps').textContent()).toBe('0')
    await page.locator('#content').getByText('No step was stopped in this time').waitFor()
    const there = new URL(page.url())
    expect(there.searchParams.get('range')).toBe('15m')
    for (const name of ['from', 'to']) expect(there.searchParams.get(name)).toMatch(/T\d\d:\d\d:00\.000Z$/)
    await page.reload()
    await page.locator('[data-state=ready]').waitFor()
    expect(await totalOf(page, 'Steps').textContent()).toBe('0')
    await page.getByRole('link', { name: 'Back to the last 15 minutes' }).waitFor()
    await page.locator('.u-over').dblclick()
    await page.waitForURL(`${dashboard.url}/?range=15m`)
    await expect.poll(() => totalOf(page, 'Steps').textContent()).toBe('4')
    await page.goBack()
    await expect.poll(() => totalOf(page, 'Steps').textContent()).toBe('0')
    await page.getByRole('link', { name: 'Back to the last 15 minutes' }).click()
    await page.waitForURL(`${dashboard.url}/?range=15m`)
    await page.context().close()
  })

  test('is counted exactly where the pointer is, and decisions can be taken out of the chart', async () => {
    const page = await openOverview('?range=15m')
    const legend = page.getByRole('list', { name: 'Decisions in the chart' })
    const allow = legend.getByRole('button', { name: /^allow/ })
    expect(await allow.textContent()).toBe('allow3')
    const box = await page.locator('.u-over').boundingBox()
    await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 20)
    await expect.poll(() => allow.textContent()).toBe('allow0')
    await page.getByText('and 1 min on').waitFor()
    await page.mouse.move(0, 0)
    await expect.poll(() => allow.textContent()).toBe('allow3')
    await allow.click()
    await expect.poll(() => allow.getAttribute('aria-pressed')).toBe('false')
    await page.context().close()
  })

  test('can be asked for by time, and says what cannot be shown', async () => {
    const page = await openOverview('?from=2020-01-01T00:00:00Z&to=2019-01-01T00:00:00Z')
    await page.getByText('The range ends before it begins. You see the last 24 hours.').waitFor()
    await page.getByText('Custom').click()
    const past = new Date(Date.now() - 30 * 60_000)
    const local = new Date(past.getTime() + 5.5 * 3_600_000).toISOString().slice(0, 16)
    await page.getByLabel('From').fill(local)
    await page.getByRole('button', { name: 'Show this time' }).click()
    await page.waitForURL(/from=/)
    const from = new URL(page.url()).searchParams.get('from') ?? ''
    expect(from).toBe(`${past.toISOString().slice(0, 16)}:00.000Z`)
    await expect.poll(() => totalOf(page, 'Steps').textContent()).toBe('4')
    await page.context().close()
  })
})

describe('what needs a person', () => {
  test('is said with what to do: steps to ask about, no rule enabled', async () => {
    const rule = { name: 'asks_first', pattern: 'transfer', decision: 'ask' } as const
    const { id } = await dashboard.client.createRule(rule)
    await call(await openSession('pays', 'bank'), 'bank.pay', 'transfer 10')
    const page = await openOverview()
    await page.getByText('1 step decided “ask” in the last 24 hours').waitFor()
    const href = await page.getByRole('link', { name: 'Look at them' }).getAttribute('href')
    expect(href).toMatch(/^\/sessions\?decision=ask&from=/)
    await dashboard.client.deleteRule(id)
    const enabled = (await dashboard.client.rules()).filter((each) => each.enabled)
    for (const each of enabled) await dashboard.client.toggleRule(each.id, false)
    await page.getByText('No rule is enabled: everything is allowed').waitFor()
    await expectAccessible(page)
    for (const each of enabled) await dashboard.client.toggleRule(each.id, true)
    await page.context().close()
  })
})
