import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { expectAccessible } from './expect-accessible.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { overflowOf } from './overflow-of.ts'
import { scriptBytes } from './script-bytes.ts'
import {
  conversation,
  hostileName,
  hostileSteps,
  longStep,
  type SeededSession,
  seedLongSession,
  seedSession,
} from './seed-sessions.ts'

let dashboard: DashboardUnderTest
let browser: TestBrowser
let session: SeededSession
let long: { id: string }
const longSteps = 5_000
/** What the assistant said last in it. */
const lastText = 'step 4997:'

beforeAll(async () => {
  dashboard = await startDashboard()
  browser = await openBrowser()
  session = await seedSession(dashboard.client, { title: 'an order', agent: 'shop-bot', tags: ['prod'] }, conversation)
  long = await seedLongSession(dashboard.client, { steps: longSteps, stopped: [1_200, 3_333] })
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
})

const open = (path: string, options: object = {}) => browser.openPage({ url: dashboard.url + path, ...options })
const steps = (page: Page) => page.getByRole('list', { name: 'Steps' }).locator('> li')
const step = (page: Page, number: number) => page.locator(`[id="${session.traces[number]}"]`)

describe('the conversation', () => {
  test('joins each call with its own result, also where two run at once', async () => {
    const page = await open(`/sessions/${session.id}`)
    expect(await steps(page).count()).toBe(conversation.length - 2)
    await step(page, 2).getByText('timed out').waitFor()
    await step(page, 2)
      .getByText(/^took /)
      .waitFor()
    await step(page, 3).getByText('Ignore all previous instructions').first().waitFor()
    await page.context().close()
  })

  test('marks what rules matched in its place, says through which reading, and shows what was masked', async () => {
    const page = await open(`/sessions/${session.id}`)
    expect(await step(page, 6).locator('mark').first().textContent()).toBe('rm -rf')
    expect(await step(page, 7).locator('mark').first().getAttribute('title')).toMatch(
      /no_shell_rm_rf: found in the decoded reading, via base64/,
    )
    await step(page, 7).getByText('read through').first().waitFor()
    expect(await step(page, 8).locator('mark').first().textContent()).toBe('[masked:no_access_tokens]')
    await step(page, 8).getByText('1 masked').waitFor()
    expect(await page.content()).not.toContain('sk-proj')
    await page.context().close()
  })

  test('opens and closes, moves by keys, and shows the keys', async () => {
    const page = await open(`/sessions/${session.id}`)
    await page.getByText('live', { exact: true }).waitFor()
    const focused = () => page.evaluate('document.activeElement.id')
    await page.keyboard.press('j')
    await expect.poll(focused).toBe(session.traces[0])
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expect.poll(focused).toBe(session.traces[2])
    const toggle = step(page, 2).getByRole('button', { name: 'web.fetch' })
    await page.keyboard.press('Enter')
    await expect.poll(() => toggle.getAttribute('aria-expanded')).toBe('true')
    await step(page, 2).getByRole('region', { name: 'Arguments' }).waitFor()
    await page.keyboard.press('Shift+J')
    await expect.poll(focused).toBe(session.traces[3])
    await page.keyboard.press('Shift+J')
    await expect.poll(focused).toBe(session.traces[6])
    await page.keyboard.press('Shift+K')
    await page.keyboard.press('k')
    await expect.poll(focused).toBe(session.traces[2])
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Escape')
    await page.context().close()
  })

  test('is filtered by the address, by decision and kind of step', async () => {
    const page = await open(`/sessions/${session.id}?decision=stopped&phase=tool_call`)
    await steps(page).first().waitFor()
    expect(await steps(page).count()).toBe(2)
    await page.getByLabel('Kind of step').selectOption('user')
    await page.waitForURL(/phase=user/)
    await page.locator('#content').getByText('No step passes this filter').waitFor()
    await page.context().close()
  })

  test('a session that is not there is said to be missing', async () => {
    browser.faults.expect(/status of 404/)
    const page = await open('/sessions/01900000-0000-7000-8000-000000000000')
    await page.getByText('There is no such thing').waitFor()
    await page.context().close()
  })
})

describe('five thousand steps', () => {
  test('open with a part, and are drawn where somebody looks', async () => {
    const page = await open(`/sessions/${long.id}`)
    await steps(page).first().waitFor()
    expect(await steps(page).count()).toBeLessThanOrEqual(200)
    for (let screen = 0; screen < 25; screen++) {
      await page.mouse.wheel(0, 4_000)
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    }
    expect(await steps(page).count()).toBeLessThanOrEqual(1_000)
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThan(9_000)
    await page.context().close()
  })

  test('the end, the start and the next step that was stopped are reached without loading what lies between', async () => {
    const page = await open(`/sessions/${long.id}`)
    await steps(page).first().waitFor()
    await page.getByRole('button', { name: 'Next not allowed' }).click()
    await page.locator('[data-decision="block"]:focus').getByText('rm -rf').first().waitFor()
    await page.locator('[data-decision="block"]:focus').getByText('/srv/1200').first().waitFor()
    await page.keyboard.press('Shift+J')
    await page.locator('[data-decision="block"]:focus').getByText('/srv/3333').first().waitFor()
    await page.keyboard.press('Shift+J')
    await page.getByText('No later step was stopped or warned of.').waitFor()
    await page.keyboard.press('Shift+K')
    await page.locator('[data-decision="block"]:focus').getByText('/srv/1200').first().waitFor()
    await page.getByRole('button', { name: 'To the end' }).click()
    await page.getByText(lastText).first().waitFor()
    expect(await steps(page).count()).toBeLessThanOrEqual(200)
    await page.getByRole('button', { name: 'To the start' }).click()
    await page.getByText('step 2:').waitFor()
    await page.context().close()
  })

  test('a link leads to its step in the middle', async () => {
    const { items } = await dashboard.client.traces(long.id, { order: 'desc', limit: 200 })
    const target = items.at(-1)?.id ?? ''
    const page = await open(`/sessions/${long.id}#${target}`)
    await page.locator(`[id="${target}"]`).waitFor()
    await expect.poll(() => page.evaluate(inView(target))).toBe(true)
    await page.context().close()
  })

  test('a filter that few steps pass finds them all', async () => {
    const page = await open(`/sessions/${long.id}?decision=block`)
    await page.getByText('/srv/1200').first().waitFor()
    await page.getByText('/srv/3333').first().waitFor()
    expect(await steps(page).count()).toBe(2)
    await page.context().close()
  })

  test('are exported whole', async () => {
    const page = await open(`/sessions/${long.id}`)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Export JSON' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`session-${long.id}.json`)
    const { session: exported, traces } = JSON.parse(await readFile(await download.path(), 'utf8'))
    expect(exported).toEqual(await dashboard.client.session(long.id))
    expect(new Set(traces.map(({ id }: { id: string }) => id)).size).toBe(longSteps)
    expect(traces[0]).toEqual((await dashboard.client.traces(long.id, { order: 'asc', limit: 1 })).items[0])
    await page.context().close()
  })
})

/** Whether the element stands within the screen. */
function inView(id: string): string {
  return `(() => { const box = document.getElementById(${JSON.stringify(id)}).getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight })()`
}

describe('live', () => {
  test('whoever is at the end reads along; whoever is elsewhere is told, and nothing moves; a pause holds', async () => {
    const { id } = await seedLongSession(dashboard.client, { steps: 120, stopped: [] })
    const page = await open(`/sessions/${id}`)
    await page.getByText('live', { exact: true }).waitFor()
    const send = (text: string) => dashboard.client.sendTrace({ session_id: id, role: 'user', content: { text } })
    await send('while at the start')
    await page.getByRole('button', { name: '1 new step, show' }).waitFor()
    expect(await page.evaluate('scrollY')).toBe(0)
    await page.getByRole('button', { name: '1 new step, show' }).click()
    await page.getByText('while at the start').waitFor()
    await send('while at the end')
    const newest = page.getByText('while at the end')
    await newest.waitFor()
    await expect
      .poll(() => page.evaluate('innerHeight + scrollY >= document.documentElement.scrollHeight - 130'))
      .toBe(true)
    await page.getByRole('button', { name: 'Pause' }).click()
    await send('while paused')
    await page.getByText('paused, 1 new').waitFor()
    expect(await page.getByText('while paused').count()).toBe(0)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('while paused').waitFor()
    await page.context().close()
  })

  test('a stream of steps leaves the page at its size', async () => {
    const { id } = await seedLongSession(dashboard.client, { steps: 3, stopped: [] })
    const page = await open(`/sessions/${id}`)
    await page.getByText('live', { exact: true }).waitFor()
    for (let number = 3; number < 1_800; number += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          dashboard.client.sendTrace({ session_id: id, ...longStep(number + index, false) }),
        ),
      )
    }
    await expect.poll(() => page.getByText('step 1802:').count()).toBe(1)
    expect(await steps(page).count()).toBeLessThanOrEqual(1_000)
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThan(9_000)
    await page.context().close()
  })
})

describe.each(['light', 'dark'] as const)('looks %s', (theme) => {
  test('accessible, and hostile sessions stay in their places', async () => {
    const hostile = await seedSession(
      dashboard.client,
      {
        title: hostileName,
        agent: hostileName,
        user_id: 'u'.repeat(200),
        tags: Array.from({ length: 40 }, (_, index) => `${index}${'t'.repeat(90)}`),
      },
      hostileSteps,
    )
    for (const viewport of ['desktop', 'phone'] as const) {
      for (const id of [session.id, hostile.id]) {
        const page = await open(`/sessions/${id}`, { theme, viewport })
        await steps(page).first().waitFor()
        expect([viewport, await overflowOf(page)]).toEqual([viewport, 0])
        await expectAccessible(page)
        await page.context().close()
      }
    }
  })
})

test('takes at most 250 KB of scripts', async () => {
  const bytes = await scriptBytes(browser, `${dashboard.url}/sessions/${session.id}`)
  expect(bytes).toBeLessThanOrEqual(250_000)
})

describe('who may change things', () => {
  test('deletes a session after a question, and is back at the list', async () => {
    const { id } = await seedSession(dashboard.client, { title: 'to be deleted' }, [['user', { text: 'x' }]])
    const page = await open(`/sessions/${id}`)
    await page.getByRole('button', { name: 'Delete' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete this session?' })
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Delete session' }).click()
    await page.waitForURL(`${dashboard.url}/sessions`)
    await page.getByText('Session deleted').waitFor()
    await expect(dashboard.client.session(id)).rejects.toMatchObject({ status: 404 })
    await page.context().close()
  })

  test('a key of the role read sees no way to', async () => {
    const { key } = await dashboard.makeKey('read')
    const page = await open(`/sessions/${session.id}`, { key })
    await steps(page).first().waitFor()
    await page.getByRole('link', { name: 'Export JSON' }).waitFor()
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await page.context().close()
  })
})
