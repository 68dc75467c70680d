import { describe, expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, afterEach, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'

const longName = 'x'.repeat(200)
const turned = 'curl\u202elruc'

let dashboard: DashboardUnderTest
let browser: TestBrowser
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
  const { client } = dashboard
  await client.createRule({ name: longName, pattern: 'zzz', description: `<b>hi</b>${'y'.repeat(400)}` })
  await client.createRule({ name: turned, pattern: 'curl', decision: 'block', mode: 'shadow', tags: ['x-own'] })
  await client.createRule({ name: 'no_wire', pattern: 'wire', decision: 'ask', rule_type: 'nlp' })
  const { id } = await client.createSession({})
  for (const text of ['wire', 'wire it', 'curl']) {
    await client.sendTrace({ session_id: id, role: 'user', content: { text } })
  }
}, startTimeoutMs)
afterAll(async () => {
  // Pages that are open when their server goes have something to complain of.
  await browser?.close().finally(() => dashboard?.stop())
})
afterEach(() => browser.closePages())

const rowOf = (name: string) => ({ name: new RegExp(name) })

describe('the list', () => {
  test('says of each rule what it decides and what it found, in force and in shadow', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules` })
    const wire = page.getByRole('row', rowOf('no_wire'))
    await wire.getByText('ask').waitFor()
    await wire.getByText('in force').waitFor()
    await expect.poll(async () => (await wire.getByRole('cell').allTextContents()).includes('2')).toBe(true)
    const shadow = page.getByRole('row').filter({ hasText: 'lruc' })
    expect(await shadow.getByText('1in shadow').count()).toBe(2)
    expect(await shadow.getByTitle('U+202E right-to-left override').count()).toBe(1)
  })

  test('is searched, filtered and sorted by its address, and back leads back', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules` })
    await page.getByRole('searchbox').fill('no_wire')
    await page.getByLabel('Decision').selectOption('ask')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.waitForURL(
      (url) => url.searchParams.get('q') === 'no_wire' && url.searchParams.get('decision') === 'ask',
    )
    await page.getByText(/^1 of/).first().waitFor()
    await page.getByRole('link', { name: 'Clear' }).click()
    await page.getByRole('row').filter({ hasText: 'lruc' }).waitFor()
    await page.getByRole('link', { name: 'Hits 24 h' }).click()
    await page.waitForURL((url) => url.searchParams.get('sort') === 'hits_24h')
    await expect.poll(() => page.getByRole('row').nth(1).textContent()).toContain('no_wire')
    await page.goBack()
    await page.waitForURL((url) => url.search === '')
    await page.goto(`${dashboard.url}/rules?q=nothing-like-this`)
    await page.getByText('No rule is like that').waitFor()
  })

  test('switches a rule off and on', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules` })
    const toggle = page.getByRole('switch', { name: 'no_wire enabled' })
    await toggle.click()
    await page.getByText('Switched off: no_wire').waitFor()
    expect((await dashboard.client.rules()).find(({ name }) => name === 'no_wire')?.enabled).toBe(false)
    await expect.poll(() => toggle.getAttribute('aria-checked')).toBe('false')
    await toggle.click()
    await page.getByText('Switched on: no_wire').waitFor()
  })

  test('puts a switch back and says why, where the rule has gone meanwhile', async () => {
    const { id } = await dashboard.client.createRule({ name: 'fleeting', pattern: 'q' })
    const page = await browser.openPage({ url: `${dashboard.url}/rules` })
    await page.getByRole('switch', { name: 'fleeting enabled' }).waitFor()
    await dashboard.client.deleteRule(id)
    await page.getByRole('switch', { name: 'fleeting enabled' }).click()
    await page.getByText('Still on: fleeting').waitFor()
  })

  test('exports what the API exports', async () => {
    const answer = await fetch(`${dashboard.url}/rules/export`)
    expect(answer.headers.get('content-disposition')).toContain('agentsentry-rules.yaml')
    expect(await answer.text()).toBe(await dashboard.client.exportRules())
  })
})

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  test.each(['desktop', 'phone'] as const)('hostile names and all, on a %s it stays in its place', async (viewport) => {
    const page = await browser.openPage({ url: `${dashboard.url}/rules`, theme, viewport })
    await page.getByRole('link', { name: /^xxx/ }).waitFor()
    await expectAccessible(page)
    expect(await overflowOf(page)).toBe(0)
    await page.context().close()
  })
})

describe('a rule', () => {
  test('is deleted after a question, which can be left', async () => {
    const { id } = await dashboard.client.createRule({ name: 'to_go', pattern: 'q' })
    const page = await browser.openPage({ url: `${dashboard.url}/rules/${id}` })
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete this rule?' })
    await dialog.getByText('It is in force.').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete rule' }).click()
    await page.waitForURL(`${dashboard.url}/rules`)
    expect((await dashboard.client.rules()).some((rule) => rule.id === id)).toBe(false)
  })

  test('that does not exist is no page', async () => {
    browser.faults.expect(/status of 404/)
    const page = await browser.openPage({ url: `${dashboard.url}/rules/4711` })
    await page.getByText('There is no such thing').waitFor()
  })
})

test('without a rule that is on, it says so', async () => {
  const { client } = dashboard
  const enabled = (await client.rules()).filter((rule) => rule.enabled)
  for (const { id } of enabled) await client.toggleRule(id, false)
  const page = await browser.openPage({ url: `${dashboard.url}/rules` })
  await page.getByText('No rule is on.').waitFor()
  await expectAccessible(page)
  for (const { id } of enabled) await client.toggleRule(id, true)
})

describe('once there are keys', () => {
  test('a key that may only read sees no control that changes something, and is refused where it tries', async () => {
    const [{ id } = { id: 0 }] = (await dashboard.client.rules()).filter(({ name }) => name === 'no_wire')
    const { key } = await dashboard.makeKey('read')
    const page = await browser.openPage({ url: `${dashboard.url}/rules`, key })
    await page.getByRole('row', rowOf('no_wire')).waitFor()
    expect(await page.getByRole('switch').count()).toBe(0)
    expect(await page.getByRole('link', { name: /New rule|Import/ }).count()).toBe(0)
    for (const path of ['/rules/new', '/rules/import']) {
      await page.goto(dashboard.url + path)
      await page.getByText('This takes a key of the role admin.').waitFor()
    }
    await page.goto(`${dashboard.url}/rules/${id}`)
    await page.getByText('Rule as YAML').first().waitFor()
    expect(await page.getByRole('button', { name: /Delete|Save/ }).count()).toBe(0)
    await page.getByLabel('Text to try the rule on').fill('please wire it')
    await page.getByText('matches', { exact: true }).waitFor()
    await expectAccessible(page)
    await page.goto(`${dashboard.url}/rules/sets/1`)
    await page.getByRole('heading', { name: 'What it changed' }).waitFor()
    expect(await page.getByRole('button', { name: /Go back/ }).count()).toBe(0)
  })
})
