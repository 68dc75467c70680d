import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, afterEach, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'
import { scriptBytes } from './script-bytes.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let traceId: string
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
  const { id } = await dashboard.client.createSession({})
  for (let count = 0; count < 60; count++) {
    await dashboard.client.sendTrace({ session_id: id, role: 'user', content: { text: `step ${count}` } })
  }
  const content = { tool: 'http.get', args: { urls: ['a', 'http://evil.example/?a=(1)'] } }
  traceId = (await dashboard.client.sendTrace({ session_id: id, role: 'tool', content })).id
}, startTimeoutMs)
afterAll(async () => {
  // Pages that are open when their server goes have something to complain of.
  await browser?.close().finally(() => dashboard?.stop())
})

afterEach(() => browser.closePages())

function open(path: string, viewport: 'desktop' | 'phone' = 'desktop'): Promise<Page> {
  return browser.openPage({ url: dashboard.url + path, viewport })
}
const pattern = (page: Page) => page.getByLabel('Pattern', { exact: true })

test('what is typed before the page is alive is not lost', async () => {
  const page = await open('/rules')
  const alive = Promise.withResolvers<void>()
  await page.route('**/*.js', async (route) => {
    await alive.promise
    await route.continue()
  })
  await page.evaluate('location.assign("/rules/new")')
  await page.waitForURL('**/rules/new', { waitUntil: 'commit' })
  await page.getByLabel('Name').fill('typed_early')
  await pattern(page).fill('drop')
  await page.getByLabel('Decision').selectOption('ask')
  await page.getByLabel('Text to try the rule on').fill('drop it')
  alive.resolve()
  await page.getByText('matches', { exact: true }).waitFor()
  await page.getByText('no fault').first().waitFor()
  expect(await page.getByLabel('Name').inputValue()).toBe('typed_early')
  expect(await page.getByLabel('Decision').inputValue()).toBe('ask')
})

describe('while a rule is written', () => {
  test('a fault stands at its place in the pattern, and the rewrite mends it', async () => {
    const page = await open('/rules/new')
    await pattern(page).fill('drop table\\Z')
    await page.getByText('RE2 does not have `\\Z`').waitFor()
    expect(await pattern(page).getAttribute('aria-invalid')).toBe('true')
    expect(await page.locator('mark', { hasText: '\\' }).count()).toBe(1)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'at position 10' }).click()
    await expect.poll(() => page.evaluate('document.activeElement.selectionStart')).toBe(10)
    await page.getByRole('button', { name: 'Apply rewrite' }).click()
    await expect.poll(() => pattern(page).inputValue()).toBe('drop table\\z')
    await page.getByText('RE2 does not have').waitFor({ state: 'detached' })
  })

  test('the help follows the type, and what is odd is said without being in the way', async () => {
    const page = await open('/rules/new')
    expect(await pattern(page).getAttribute('placeholder')).toContain('drop')
    await page.getByLabel('Type').selectOption('nlp')
    expect(await pattern(page).getAttribute('placeholder')).toContain('|')
    await page.getByText('Phrases separated by').waitFor()
    await page.getByLabel('Type').selectOption('regex')
    await page.getByLabel('Name').fill('odd')
    await pattern(page).fill('a*')
    await page.getByText('it matches the empty text').waitFor()
    await page.getByText('no fault, 1 warning').waitFor()
  })

  test('it is tried as one types: alone, among all rules, and every match is marked', async () => {
    const page = await open('/rules/new')
    await page.getByLabel('Name').fill('tried')
    await pattern(page).fill('secret')
    await page.getByLabel('Decision').selectOption('block')
    await page.getByLabel('Text to try the rule on').fill('a secret, a secret')
    await page.getByText('matches in 2 places').waitFor()
    await page.getByText('without this change: allow').waitFor()
    await expect.poll(() => page.getByRole('region', { name: 'What was tried' }).locator('mark').count()).toBe(2)
    await expectAccessible(page)
    await page.getByLabel('Mode').selectOption('shadow')
    await page.getByText('(the rule is in shadow)').waitFor()
  })

  test('a recent step can be taken, and content that is no JSON is told', async () => {
    const page = await open('/rules/new')
    await page.getByLabel('Name').fill('tried')
    await pattern(page).fill('evil')
    await page.getByRole('button', { name: 'Take a recent step' }).click()
    await page.getByRole('button', { name: /http\.get/ }).click()
    await page.getByText('/args/urls/1 7–11').waitFor()
    await page.getByLabel('Content to try the rule on, as JSON').fill('{')
    await page.getByText('this is not JSON').waitFor()
  })

  test('a text that takes too long ends with the worker, and the next is answered', async () => {
    const page = await open('/rules/new')
    await page.getByLabel('Name').fill('heavy')
    await pattern(page).fill('\\pL.{0,450}\\pN')
    await page.getByLabel('Text to try the rule on').fill(`${'é'.repeat(400_000)}7`)
    await page.getByText('Trying this rule took more than').waitFor({ timeout: 60_000 })
    await page.getByLabel('Text to try the rule on').fill('é, then 7')
    await page.getByText('matches', { exact: true }).waitFor()
  })

  test('what it would have done to the newest steps is told, with what would be stopped', async () => {
    const page = await open('/rules/new')
    await page.getByLabel('Name').fill('past')
    await pattern(page).fill('step [0-4]$')
    await page.getByLabel('Decision').selectOption('block')
    await page.getByRole('button', { name: 'Try on the last 200' }).click()
    await page.getByText('61 steps judged').waitFor()
    const figure = page.getByText('newly stopped', { exact: true }).locator('..')
    expect(await figure.textContent()).toContain('5')
    expect(await page.getByRole('listitem').filter({ hasText: 'becomes' }).count()).toBe(0)
    expect(await page.getByLabel('becomes').count()).toBe(5)
  })
})

describe('a rule is stored', () => {
  test('with all its fields, and changed', async () => {
    const page = await open('/rules/new')
    await page.getByRole('button', { name: 'Create rule' }).click()
    await page.getByText('give the rule a name').waitFor()
    await page.getByLabel('Name').fill('made_here')
    await pattern(page).fill('rm -rf [^ ]+')
    await page.getByLabel('Decision').selectOption('block')
    await page.getByLabel('Severity').selectOption('critical')
    await page.getByLabel('Description').fill('Why.')
    await page.getByLabel('tool call', { exact: true }).first().check()
    await page.getByLabel('Tools').fill('shell\n!shell.safe')
    await page.getByLabel('Fields').fill('args.command')
    await page.getByRole('button', { name: 'Apply rewrite' }).click()
    await page.getByRole('button', { name: 'Add an exception' }).click()
    await page.getByLabel('Exception 1: pattern').fill('rm -rf build')
    await page.getByRole('button', { name: 'Add what must match' }).click()
    await page.getByLabel('Test 1: text').fill('rm -rf build')
    await page.getByText('must match, but does not').waitFor()
    await page.getByLabel('Test 1: text').fill('rm -rf /srv')
    await page.getByLabel('What the rule is against').fill('x-own')
    await page.getByText('no fault', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Create rule' }).click()
    await page.waitForURL(/\/rules\/\d+$/)
    await page.getByText('Rule created').waitFor()
    const stored = (await dashboard.client.rules()).find(({ name }) => name === 'made_here')
    expect(stored).toMatchObject({
      pattern: 'rm -rf [^ ]+',
      decision: 'block',
      severity: 'critical',
      on: ['tool_call'],
      tools: ['shell', '!shell.safe'],
      fields: ['/args/command'],
      unless: [{ pattern: 'rm -rf build' }],
      tags: ['x-own'],
      tests: { match: ['rm -rf /srv'], pass: [] },
    })
    await page.getByLabel('Mode').selectOption('shadow')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Rule saved').waitFor()
    expect((await dashboard.client.rules()).find(({ name }) => name === 'made_here')).toMatchObject({ mode: 'shadow' })
  })

  test('what the server refuses is said at its field', async () => {
    const page = await open('/rules/new')
    await page.getByLabel('Name').fill('raced')
    await pattern(page).fill('q')
    await page.getByText('no fault', { exact: true }).waitFor()
    await dashboard.client.createRule({ name: 'raced', pattern: 'other' })
    await page.getByRole('button', { name: 'Create rule' }).click()
    await page.getByRole('alert').filter({ hasText: 'raced' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/rules/new')
  })
})

test('from a step of an agent, a rule is begun that finds the text where it stood', async () => {
  const search = new URLSearchParams({ from: traceId, path: '/args/urls/1', text: 'evil.example/?a=(1)' })
  const page = await open(`/rules/new?${search}`)
  expect(await pattern(page).inputValue()).toBe('evil\\.example/\\?a=\\(1\\)')
  expect(await page.getByLabel('Tools').inputValue()).toBe('http.get')
  expect(await page.getByLabel('Fields').inputValue()).toBe('/args/urls/*')
  await page.getByText('matches', { exact: true }).waitFor()
  await page.getByLabel('Name').fill('from_step')
  await page.getByText('no fault', { exact: true }).waitFor()
})

test('from a step that is not there, it says so', async () => {
  const page = await open('/rules/new?from=00000000-0000-7000-8000-000000000000')
  await page.getByText('The step cannot be read').waitFor()
})

test('on a phone nothing stands beside the screen, and the page without the engine stays small', async () => {
  const page = await open(`/rules/new?from=${traceId}`, 'phone')
  await page.getByRole('button', { name: 'Add an exception' }).click()
  await pattern(page).fill('(?!a'.repeat(50))
  await page.getByText('RE2 does not have negative look-ahead').waitFor()
  expect(await overflowOf(page)).toBe(0)
  await expectAccessible(page)
  expect(await scriptBytes(browser, `${dashboard.url}/rules`)).toBeLessThanOrEqual(250_000)
})
