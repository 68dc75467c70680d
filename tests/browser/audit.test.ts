import { describe, expect } from 'vitest'
import { until } from '../until.ts'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let traceId: string
const hostileRule = `${'n'.repeat(150)}\u202e<img src=x>`
beforeAll(async () => {
  dashboard = await startDashboard({ apiEnv: { AGENTSENTRY_AUDIT_KEY: 'ab'.repeat(32) } })
  browser = await openBrowser()
  const { client } = dashboard
  const { id } = await client.createSession({ title: 'audited' })
  const content = { tool: 'shell', args: { command: 'rm -rf /' } }
  traceId = (await client.sendTrace({ session_id: id, role: 'tool', content })).id
  const rule = await client.createRule({ name: hostileRule, pattern: 'never' })
  // More entries than a page has.
  for (let turn = 0; turn < 60; turn++) await client.toggleRule(rule.id, turn % 2 === 0)
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})

describe('the audit log', () => {
  test('is filtered by action and target, in the address, and leads to what an entry is about', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/audit` })
    await page.getByLabel('Action').selectOption('trace_block')
    await page.getByLabel('Target').selectOption('trace')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL(/action=trace_block/)
    expect(new URL(page.url()).searchParams.get('target_type')).toBe('trace')
    const rows = page.getByRole('row', { name: /blocked a step/ })
    await expect.poll(() => rows.count()).toBe(1)
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    expect(await rows.getByRole('link').getAttribute('href')).toBe(`/traces/${traceId}`)
    expect(await page.getByLabel('Action').inputValue()).toBe('trace_block')
    await page.getByRole('link', { name: 'Clear' }).click()
    await page.waitForURL(`${dashboard.url}/audit`)
    await expect.poll(() => page.getByLabel('Action').inputValue()).toBe('')
    await page.context().close()
  })

  test('has pages that neither lose nor repeat an entry', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/audit?action=rule_toggle` })
    const numbers = () => page.locator('tbody tr td:first-child').allTextContents()
    const first = await numbers()
    await page.getByRole('link', { name: 'Older' }).click()
    await page.waitForURL(/cursor=/)
    await page.locator('#content').getByText('That is all.').waitFor()
    const all = async () => {
      const numbersOfBoth = [...first, ...(await numbers())]
      return { entries: numbersOfBoth.length, different: new Set(numbersOfBoth).size }
    }
    await expect.poll(all).toEqual({ entries: 60, different: 60 })
    await page.getByRole('link', { name: 'Newest' }).click()
    await page.waitForURL(`${dashboard.url}/audit?action=rule_toggle`)
    await page.context().close()
  })

  test('is narrowed to a time, which is asked for where the reader is', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/audit?from=2030-01-01T00:00:00Z` })
    await page.locator('#content').getByText('No entry is like that').waitFor()
    // Five and a half hours from UTC.
    expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe('2030-01-01T05:30')
    await page.getByLabel('From', { exact: true }).fill('2020-01-01T00:00')
    await page.getByLabel('To', { exact: true }).fill('2020-01-02T00:00')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.waitForURL(/to=/)
    const asked = new URL(page.url()).searchParams
    expect([asked.get('from'), asked.get('to')]).toEqual(['2019-12-31T18:30:00.000Z', '2020-01-01T18:30:00.000Z'])
    await page.locator('#content').getByText('No entry is like that').waitFor()
    await page.getByRole('link', { name: 'Show all entries' }).click()
    await page.waitForURL(`${dashboard.url}/audit`)
    await page.context().close()
  })

  test('opens the details of an entry, whatever is in them', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/audit?action=rule_create` })
    const details = page.getByRole('region', { name: /^Details of entry/ })
    await details.getByRole('button').first().click()
    await details.getByText('<img src=x>').waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    expect(await overflowOf(page)).toBe(0)
    await expectAccessible(page)
    await page.context().close()
  })

  test('is offered no action that the address made up as anything but text', async () => {
    const action = `\u202e"><img src=x onerror=alert(1)>`
    const page = await browser.openPage({ url: `${dashboard.url}/audit?${new URLSearchParams({ action })}` })
    await page.locator('#content').getByText('No entry is like that').waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    await expectAccessible(page)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('fits a phone (%s)', async (theme) => {
    const page = await browser.openPage({ url: `${dashboard.url}/audit`, theme, viewport: 'phone' })
    await page.getByRole('table').waitFor()
    expect(await overflowOf(page)).toBe(0)
    await expectAccessible(page)
    await page.context().close()
  })
})

test('the seal is told: how much it covers, by which root, and that it is signed', async () => {
  const head = await until(async () => {
    const now = await dashboard.client.auditHead()
    return now.unsealed === 0 ? now : null
  })
  const page = await browser.openPage({ url: `${dashboard.url}/audit` })
  const seal = page.getByRole('region', { name: 'Seal' })
  await seal.getByText(`${head.seq} entries, of all projects`).waitFor()
  await seal.getByText('None waits for its seal.').waitFor()
  await seal.getByTitle(head.checkpoint?.root ?? '').waitFor()
  await seal.getByText('signed', { exact: true }).waitFor()
  await seal.getByText('npx agentsentry audit verify').waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await seal.getByRole('button', { name: 'Copy the root of the checkpoint' }).click()
  await seal.getByRole('button', { name: 'copied' }).waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(head.checkpoint?.root)
  await page.context().close()
})

test('new entries show by themselves', async () => {
  const page = await browser.openPage({ url: `${dashboard.url}/audit?action=rule_delete` })
  await page.getByText('live', { exact: true }).waitFor()
  const { id } = await dashboard.client.createRule({ name: 'short-lived', pattern: 'x' })
  await dashboard.client.deleteRule(id)
  const row = page.getByRole('row', { name: /deleted a rule/ })
  await row.waitFor()
  // It is gone: there is nothing to lead to.
  expect(await row.getByRole('link').count()).toBe(0)
  await page.context().close()
})
