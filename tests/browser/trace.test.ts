import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type ModelServer, startModelServer } from '../model-server.ts'
import { until } from '../until.ts'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'
import { scriptBytes } from './script-bytes.ts'
import { conversation, hostileSteps, type SeededSession, seedSession } from './seed-sessions.ts'

let model: ModelServer
let dashboard: DashboardUnderTest
let browser: TestBrowser
let session: SeededSession
/** The call that deletes, and was blocked. */
let blocked: string

beforeAll(async () => {
  model = await startModelServer()
  dashboard = await startDashboard({
    apiEnv: { OPENROUTER_BASE_URL: model.url, OPENROUTER_API_KEY: 'test', AGENTSENTRY_JUDGE_CACHE_MINUTES: '0' },
  })
  browser = await openBrowser()
  session = await seedSession(dashboard.client, { title: 'an order' }, conversation)
  blocked = session.traces[6] ?? ''
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
  await model?.close()
})

const open = (path: string, options: object = {}) => browser.openPage({ url: dashboard.url + path, ...options })
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

describe('a step', () => {
  test('shows what matched, why, and what became of every rule', async () => {
    const page = await open(`/traces/${blocked}`)
    expect(await page.locator('mark').allTextContents()).toEqual(['rm -rf'])
    await card(page, 'Why').getByText('no_shell_rm_rf').waitFor()
    const rules = card(page, 'Rule by rule')
    await rules.getByRole('row', { name: /no_shell_rm_rf matched block/ }).waitFor()
    const outOfScope = rules.getByText(/^\d+ out of scope$/)
    await outOfScope.click()
    await rules.getByText('mentions_shell_rm_rf').waitFor()
    expect(await page.getByRole('link', { name: /^number \d+$/ }).getAttribute('href')).toMatch(/^\/rules\/sets\/\d+$/)
    await page.context().close()
  })

  test('leads to its neighbours, to its place in the session, and to its JSON', async () => {
    const page = await open(`/traces/${blocked}`)
    await page.getByRole('link', { name: 'Step after' }).click()
    await page.waitForURL(`${dashboard.url}/traces/${session.traces[7]}`)
    await page.getByRole('link', { name: 'Step before' }).click()
    await page.waitForURL(`${dashboard.url}/traces/${blocked}`)
    await page.getByText('Raw JSON').click()
    await page.getByRole('region', { name: 'trace as JSON' }).getByText(blocked).first().waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as a file' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`trace-${blocked}.json`)
    await page.getByRole('link', { name: 'Show in its session' }).click()
    await page.locator(`[id="${blocked}"]:focus`).waitFor()
    await page.context().close()
  })

  test('that is not there is said to be missing', async () => {
    browser.faults.expect(/status of 404/)
    const page = await open('/traces/01900000-0000-7000-8000-000000000000')
    await page.getByText('There is no such thing').waitFor()
    await page.context().close()
  })
})

describe('a rule', () => {
  test('is made from the step, or from the part of it that is selected', async () => {
    const page = await open(`/traces/${blocked}`)
    const link = page.getByRole('link', { name: /^Make a rule from/ })
    expect(await link.getAttribute('href')).toBe(`/rules/new?from=${blocked}`)
    await page.locator('[data-pointer="/args/command"] mark').dblclick()
    await page.getByText('Make a rule from the selection').waitFor()
    const { searchParams } = new URL((await link.getAttribute('href')) ?? '', dashboard.url)
    expect(searchParams.get('path')).toBe('/args/command')
    expect('rm -rf /srv/data').toContain(searchParams.get('text') ?? '?')
    await page.context().close()
  })

  test('takes the step as a test that must match; one that does not hold is refused with the reason', async () => {
    const page = await open(`/traces/${blocked}`)
    await page.getByRole('button', { name: "Add to a rule's tests" }).click()
    const dialog = page.getByRole('dialog', { name: "Add to a rule's tests" })
    await expectAccessible(page)
    await dialog.getByLabel('Rule', { exact: true }).selectOption({ label: 'no_shell_rm_rf' })
    await dialog.getByLabel('The rule must not match this').check()
    await dialog.getByRole('button', { name: 'Add test' }).click()
    await dialog.getByRole('alert').getByText(/match/).waitFor()
    await dialog.getByLabel('The rule must match this').check()
    await dialog.getByRole('button', { name: 'Add test' }).click()
    await page.getByText('Added to the tests of the rule').waitFor()
    const rule = (await dashboard.client.rules()).find(({ name }) => name === 'no_shell_rm_rf')
    expect(rule?.tests?.match.at(-1)).toEqual({ role: conversation[6]?.[0], content: conversation[6]?.[1] })
    await page.context().close()
  })
})

describe('the judge', () => {
  test('raises a decision after the answer: the change is shown, the session is in quarantine, and that is lifted', async () => {
    const isSeen = Promise.withResolvers<void>()
    model.behave({
      kind: 'answer',
      after: isSeen.promise,
      opinion: { decision: 'block', explanation: 'it sends mail to a stranger', categories: ['OWASP-LLM01:2025'] },
    })
    const { id, traces } = await seedSession(dashboard.client, { title: 'judged' }, [
      ['tool', { tool: 'mail.send', args: { to: 'a@b.example' } }],
    ])
    const traceId = traces[0] ?? ''
    const page = await open(`/sessions/${id}`)
    await page.locator(`[id="${traceId}"][data-decision=allow]`).waitFor()
    isSeen.resolve()
    await page.getByText(/raised by the judge after the step was answered/).waitFor()
    await page.getByText('it sends mail to a stranger').first().waitFor()
    const banner = page.getByRole('region', { name: 'Quarantine' })
    await banner.getByText('every tool call').waitFor()
    await expectAccessible(page)
    model.behave({ kind: 'answer', opinion: { decision: 'allow' } })
    await page.goto(`${dashboard.url}/sessions?quarantined=1`)
    await page.getByRole('link', { name: 'judged' }).click()
    await banner.getByRole('button', { name: 'Lift quarantine' }).click()
    await page.getByText('Quarantine lifted').waitFor()
    await banner.waitFor({ state: 'hidden' })
    expect((await dashboard.client.session(id)).quarantine).toBeNull()
    await page.goto(`${dashboard.url}/traces/${traceId}`)
    const judge = card(page, 'Judge')
    await judge.getByText('OWASP-LLM01:2025').waitFor()
    await judge.getByText('raised after the answer').waitFor()
    await judge.getByText('$0.00017').waitFor()
    await page.context().close()
  })

  test('that gave up is asked again', async () => {
    model.behave({ kind: 'status', status: 400 })
    const { traces } = await seedSession(dashboard.client, { title: 'unjudged' }, [['user', { text: 'hello' }]])
    const id = traces[0] ?? ''
    await until(async () => ((await dashboard.client.check(id).catch(() => null))?.state === 'dead' ? true : null))
    const page = await open(`/traces/${id}`)
    const judge = card(page, 'Judge')
    await judge.getByText('given up').waitFor()
    model.behave({ kind: 'answer', opinion: { decision: 'allow' } })
    await judge.getByRole('button', { name: 'Ask again' }).click()
    await page.getByText('The judge is asked again').waitFor()
    await until(async () => ((await dashboard.client.check(id)).state === 'done' ? true : null))
    await page.context().close()
  })
})

describe.each(['light', 'dark'] as const)('looks %s', (theme) => {
  test('accessible, and hostile steps stay in their places', async () => {
    const { traces } = await seedSession(dashboard.client, { title: 'hostile' }, hostileSteps)
    for (const id of [blocked, ...traces]) {
      const page = await open(`/traces/${id}`, { theme, viewport: theme === 'light' ? 'phone' : 'desktop' })
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await overflowOf(page)).toBe(0)
      await expectAccessible(page)
      await page.context().close()
    }
  })
})

test('takes at most 250 KB of scripts', async () => {
  const bytes = await scriptBytes(browser, `${dashboard.url}/traces/${blocked}`)
  expect(bytes).toBeLessThanOrEqual(250_000)
})

test('a key of the role read sees the step, and no way to change a rule', async () => {
  const { key } = await dashboard.makeKey('read')
  const page = await open(`/traces/${blocked}`, { key })
  await card(page, 'Why').waitFor()
  expect(await page.getByText('Make a rule').count()).toBe(0)
  expect(await page.getByRole('button', { name: /Add to a rule/ }).count()).toBe(0)
  await page.context().close()
})
