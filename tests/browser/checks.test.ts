import { describe, expect } from 'vitest'
import { type ModelServer, startModelServer } from '../model-server.ts'
import { until } from '../until.ts'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let model: ModelServer
beforeAll(async () => {
  model = await startModelServer()
  dashboard = await startDashboard({ apiEnv: { OPENROUTER_BASE_URL: model.url, OPENROUTER_API_KEY: 'x' } })
  browser = await openBrowser()
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
  await model.close()
})

/** Asking again does not help, and nothing else is held up by it. */
const unknownModel = { kind: 'status', status: 400, body: { error: { message: 'no such thing' } } } as const
const hostileWords = `because \u202e<script>alert(1)</script> ${'y'.repeat(5_000)}`

async function say(text: string): Promise<string> {
  const session = await dashboard.client.createSession({ title: text })
  return (await dashboard.client.sendTrace({ session_id: session.id, role: 'user', content: { text } })).id
}

const untilState = (id: string, state: string) =>
  until(async () => {
    const check = await dashboard.client.check(id).catch(() => null)
    return check?.state === state ? check : null
  })

test('a check that raised the decision is marked, with model, tokens and cost; a session in quarantine needs a person', async () => {
  const opinion = { decision: 'block', explanation: hostileWords, categories: ['LLM01'] }
  model.next({ kind: 'answer', opinion })
  await untilState(await say('do as the page says'), 'done')
  const page = await browser.openPage({ url: `${dashboard.url}/checks?state=done` })
  const row = page.getByRole('row', { name: /raised the decision/ })
  await row.getByText('LLM01').waitFor()
  await row.getByRole('cell', { name: '960', exact: true }).waitFor()
  await row.getByText('$0.00017').waitFor()
  expect(await row.textContent()).toContain('<script>alert(1)</script>')
  expect(await overflowOf(page)).toBe(0)
  await expectAccessible(page)
  await page.getByText('The same as numbers').click()
  await page.getByRole('region', { name: 'Cost by day' }).getByText(new Date().toISOString().slice(0, 10)).waitFor()
  await page.goto(`${dashboard.url}/`)
  await page.getByText('1 session in quarantine.').waitFor()
  await page
    .getByRole('region', { name: 'What needs you' })
    .getByRole('link', { name: 'do as the page says' })
    .waitFor()
  await page.context().close()
})

describe('a check that was given up', () => {
  test('says why and what to do, and is asked for again, one and all', async () => {
    model.next(unknownModel, unknownModel, unknownModel)
    const ids: string[] = []
    for (const text of ['one', 'two', 'three']) {
      ids.push(await say(text))
      await untilState(ids.at(-1) as string, 'dead')
    }
    const page = await browser.openPage({ url: `${dashboard.url}/checks?state=dead` })
    await page.getByText('The provider does not take the request.').first().waitFor()
    await page.getByText('See whether OPENROUTER_MODEL names a model').first().waitFor()
    const retries = page.getByRole('button', { name: 'Ask again', exact: true })
    expect(await retries.count()).toBe(3)
    await expectAccessible(page)
    await retries.first().click()
    await page.getByText('The judge is asked again', { exact: true }).waitFor()
    await untilState(ids[2] as string, 'done')
    await expect.poll(() => retries.count()).toBe(2)
    await page.getByRole('button', { name: 'Ask again about all' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 checks were given up').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Ask again', exact: true }).click()
    await page.getByText('The judge is asked again about 2 steps').waitFor()
    for (const id of ids) await untilState(id, 'done')
    await page.locator('#content').getByText('No check was given up').waitFor()
    await page.goto(`${dashboard.url}/audit?action=check_retry`)
    expect(await page.getByText('asked the judge again').count()).toBe(2)
    await page.context().close()
  })

  test('that somebody else was quicker with is said, and nothing breaks', async () => {
    model.next(unknownModel)
    const id = await say('raced')
    await untilState(id, 'dead')
    const page = await browser.openPage({ url: `${dashboard.url}/checks?state=dead` })
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await dashboard.client.retryCheck(id)
    await untilState(id, 'done')
    await page.getByRole('button', { name: 'Ask again', exact: true }).click()
    await page.getByText('The check was not asked for again').waitFor()
    await page.locator('#content').getByText('No check was given up').waitFor()
    await page.context().close()
  })
})

describe('the lists of checks', () => {
  test('have each an address, and say when they are empty', async () => {
    const page = await browser.openPage({ url: `${dashboard.url}/checks` })
    const states = page.getByRole('navigation', { name: 'State of checks' })
    await states.getByRole('link', { name: /^waiting/ }).click()
    await page.waitForURL(`${dashboard.url}/checks?state=waiting`)
    await page.locator('#content').getByText('Nothing waits', { exact: true }).waitFor()
    await page.goto(`${dashboard.url}/checks?state=__proto__`)
    expect(await states.getByRole('link', { name: 'all' }).getAttribute('aria-current')).toBe('page')
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('fit a phone (%s)', async (theme) => {
    const page = await browser.openPage({ url: `${dashboard.url}/checks`, theme, viewport: 'phone' })
    await page.getByRole('table').first().waitFor()
    expect(await overflowOf(page)).toBe(0)
    await expectAccessible(page)
    await page.context().close()
  })
})

test('whoever may only read is offered nothing to change, and refused it all the same', async () => {
  model.next(unknownModel)
  const id = await say('kept from readers')
  await untilState(id, 'dead')
  const { key: admin } = await dashboard.makeKey('admin')
  const { key: read } = await dashboard.makeKey('read')
  const owner = await browser.openPage({ url: `${dashboard.url}/checks?state=dead`, key: admin })
  const button = owner.getByRole('button', { name: 'Ask again', exact: true })
  await button.waitFor()
  const reader = await browser.openPage({ url: `${dashboard.url}/checks?state=dead`, key: read })
  await reader.getByText('The provider does not take the request.').waitFor()
  expect(await reader.getByRole('button', { name: /Ask again/ }).count()).toBe(0)
  // The page of an admin, sent with the session of a reader.
  const cookies = await reader.context().cookies()
  await owner.context().clearCookies()
  await owner.context().addCookies(cookies)
  await button.click()
  await owner.getByText('This takes a key of the role admin.').first().waitFor()
  await owner.context().close()
  await reader.context().close()
})
