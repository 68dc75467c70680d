import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { until } from '../until.ts'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'
import { conversation, hostileName, hostileSteps, seedSession } from './seed-sessions.ts'

// In the order in which they stand: the first needs an installation in which nothing has happened.

let dashboard: DashboardUnderTest
let browser: TestBrowser
beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})

const open = (path: string, options: object = {}) => browser.openPage({ url: dashboard.url + path, ...options })
const titles = (page: Page) => page.locator('tbody tr td:first-child a').allTextContents()

test('a new installation says how to send the first step, and changes by itself when it comes', async () => {
  const page = await open('/sessions')
  await page.getByRole('heading', { name: 'Send the first step of an agent' }).waitFor()
  await page.getByText('live', { exact: true }).waitFor()
  await expectAccessible(page)
  await seedSession(dashboard.client, { title: 'the first', agent: 'shop-bot', tags: ['prod'] }, conversation)
  await page.getByRole('link', { name: 'the first' }).waitFor()
  await page.context().close()
})

describe('filters', () => {
  test('stand in the address, and each can be taken away', async () => {
    await seedSession(dashboard.client, { title: 'another', agent: 'mail-bot' }, [['user', { text: 'hello' }]])
    const page = await open('/sessions')
    await page.getByLabel('Title').fill('THE FIRST')
    await page.getByLabel('Decision').selectOption('block')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL(/q=THE\+FIRST&decision=block/)
    await expect.poll(() => titles(page)).toEqual(['the first'])
    await page.getByRole('link', { name: 'Remove the filter title has: THE FIRST' }).click()
    await page.waitForURL((url) => !url.search.includes('q='))
    expect(new URL(page.url()).searchParams.get('decision')).toBe('block')
    await page.context().close()
  })

  test('by agent, tag, tool, rule and quarantine find what they name', async () => {
    const found = async (query: string) => {
      const page = await open(`/sessions?${query}`)
      await page.getByRole('list', { name: 'Filters that are set' }).waitFor()
      const seen = await titles(page)
      await page.context().close()
      return seen
    }
    expect(await found('agent=mail-bot')).toEqual(['another'])
    expect(await found('tag=prod')).toEqual(['the first'])
    expect(await found('tool=web.fetch')).toEqual(['the first'])
    expect(await found('rule=no_shell_rm_rf&range=1h')).toEqual(['the first'])
    expect(await found('quarantined=1')).toEqual([])
  })

  test('work without scripts', async () => {
    const html = await (await fetch(`${dashboard.url}/sessions?q=&decision=&agent=mail-bot&from=&to=`)).text()
    expect(html).toContain('another')
    expect(html).not.toContain('the first')
    expect(html).toContain('method="get"')
  })

  test('that leave nothing are told apart', async () => {
    const page = await open('/sessions?agent=mail-bot&decision=redact')
    await page.locator('#content').getByText('No session passes these filters').waitFor()
    await page.getByText('“decision: redact” excludes everything.').waitFor()
    await page.goto(`${dashboard.url}/sessions?agent=mail-bot&decision=block`)
    await page.getByText(/all together none/).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Remove “decision: block”' }).click()
    await page.getByRole('link', { name: 'another' }).waitFor()
    await page.context().close()
  })
})

describe('while somebody reads', () => {
  test('new sessions are announced, figures change in place, and nothing moves', async () => {
    const { id } = await dashboard.client.createSession({ title: 'running' })
    await dashboard.client.sendTrace({ session_id: id, role: 'user', content: { text: 'go' } })
    const page = await open('/sessions')
    await page.getByText('live', { exact: true }).waitFor()
    const row = page.getByRole('row', { name: /running/ })
    await row.getByText(/allow\s*1$/).waitFor()
    await seedSession(dashboard.client, { title: 'newer' }, [['user', { text: 'hello' }]])
    await dashboard.client.sendTrace({
      session_id: id,
      role: 'tool',
      content: { tool: 'shell', args: { c: 'rm -rf /' } },
    })
    await row.getByText(/block\s*1$/).waitFor()
    expect((await titles(page))[0]).toBe('running')
    await page.getByRole('button', { name: '1 new session, show' }).click()
    await expect.poll(async () => (await titles(page)).slice(0, 2)).toEqual(['newer', 'running'])
    await page.context().close()
  })

  test('a pause holds everything until it is lifted', async () => {
    const page = await open('/sessions')
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await seedSession(dashboard.client, { title: 'while paused' }, [['user', { text: 'hello' }]])
    await page.getByText('paused, 1 new').waitFor()
    expect(await page.getByRole('button', { name: /new session/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: '1 new session, show' }).waitFor()
    await page.context().close()
  })

  test('an API that is down leaves what is there, says so, and what it missed comes with it', async () => {
    browser.faults.expect(/503|Failed to load/)
    const page = await open('/sessions')
    await page.getByText('live', { exact: true }).waitFor()
    await dashboard.stopApi()
    await page.getByText('The API does not answer.').waitFor()
    expect(await titles(page)).toContain('the first')
    await dashboard.startApi()
    await page.getByText('The API does not answer.').waitFor({ state: 'hidden' })
    await page.context().close()
  })
})

test('pages follow one another without losing a session', async () => {
  await Promise.all(
    Array.from({ length: 60 }, (_, index) => dashboard.client.createSession({ title: `many ${index}` })),
  )
  const page = await open('/sessions?q=many')
  const first = await titles(page)
  await page.getByRole('link', { name: 'Older' }).click()
  await page.locator('#content').getByText('That is all.').waitFor()
  await expect.poll(async () => new Set([...first, ...(await titles(page))]).size).toBe(60)
  await page.context().close()
})

test.each(['light', 'dark'] as const)('hostile names neither break the list nor run (%s)', async (theme) => {
  const names = {
    title: hostileName,
    agent: hostileName,
    user_id: 'u'.repeat(200),
    tags: ['t'.repeat(100), '<b>', hostileName.slice(60, 160)],
  }
  await seedSession(dashboard.client, names, hostileSteps)
  for (const viewport of ['desktop', 'phone'] as const) {
    const page = await open('/sessions', { theme, viewport })
    await page.locator('tbody tr').first().waitFor()
    expect(await page.getByText('RLO').count()).toBeGreaterThan(0)
    expect(await overflowOf(page)).toBe(0)
    await expectAccessible(page)
    await page.context().close()
  }
})

test('a key that may only send sees nothing of it', async () => {
  const { key } = await dashboard.makeKey('read')
  await until(async () => ((await fetch(`${dashboard.apiUrl}/sessions`)).status === 401 ? true : null))
  const page = await open('/sessions', { key })
  await page.getByRole('link', { name: 'another' }).or(page.getByText('many 59')).first().waitFor()
  const unsigned = await open('/sessions')
  expect(new URL(unsigned.url()).pathname).toBe('/sign-in')
  await page.context().close()
})
