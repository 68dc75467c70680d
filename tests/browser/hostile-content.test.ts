import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import type { ModelServer } from '../model-server.ts'
import { type DashboardUnderTest, startDashboard, startTimeoutMs } from './dashboard-under-test.ts'
import { startHostileJudge } from './hostile/hostile-judge.ts'
import { inspectAnswers, inspectPage } from './hostile/inspect-document.ts'
import { missingPayloads } from './hostile/missing-payloads.ts'
import { openEverything, unfold } from './hostile/open-everything.ts'
import { asLine, payloads } from './hostile/payloads.ts'
import { type SeededStore, seedHostile } from './hostile/seed-hostile.ts'
import { watchRuns } from './hostile/watch-runs.ts'
import { afterAll, beforeAll, test } from './in-browser.ts'
import { openBrowser, type TestBrowser } from './open-browser.ts'
import { untilDrawn } from './until-ready.ts'

// Every place that outsiders write to holds every payload. Pages are visited, opened and typed into; nothing of it may be
// anything but text.

let judge: ModelServer
let dashboard: DashboardUnderTest
let browser: TestBrowser
let store: SeededStore
let page: Page
let runs: readonly string[]
beforeAll(async () => {
  judge = await startHostileJudge()
  const apiEnv = { OPENROUTER_BASE_URL: judge.url, OPENROUTER_API_KEY: 'test', AGENTSENTRY_JUDGE_ATTEMPTS: '1' }
  dashboard = await startDashboard({ apiEnv })
  browser = await openBrowser()
  store = await seedHostile(dashboard.apiUrl)
  // Tall, so that much is drawn at once.
  page = await browser.openPage({ url: `${dashboard.url}/sign-in`, viewport: { width: 1440, height: 6_000 } })
  ;({ runs } = await watchRuns(page))
  // The console says what was answered with 404 or 422, as it should be.
  browser.faults.expect(/the server responded with a status of 4\d\d/)
}, startTimeoutMs)
afterAll(async () => {
  await browser?.close().finally(() => dashboard?.stop())
  await judge?.close()
})

/** Goes there, opens what opens, and demands that nothing came of it. */
async function visit(path: string, settled = 'h1'): Promise<void> {
  await page.goto(dashboard.url + path)
  await page.locator(settled).first().waitFor()
  await demandText(path)
  await openEverything(page, () => demandText(path))
}

let faultsTold = 0

/** Each fault is told once, by where it was first seen. */
async function demandText(path: string): Promise<void> {
  const went = browser.faults.found().slice(faultsTold)
  faultsTold += went.length
  const found = { path, faults: await inspectPage(page), runs: [...runs], went }
  expect(found).toEqual({ path, faults: [], runs: [], went: [] })
}

async function reportsOfBrowsers(): Promise<number> {
  const { csp_reports: count } = (await (await fetch(`${dashboard.url}/healthz`)).json()) as { csp_reports: number }
  return count
}

test('there are two hundred payloads and more, each its own', () => {
  expect(new Set(payloads).size).toBe(payloads.length)
  expect(payloads.length).toBeGreaterThanOrEqual(200)
})

describe('what was stored shows as text', () => {
  test('in the list of sessions: titles, agents, tags and users', async () => {
    let seen = ''
    for (let path: string | null = '/sessions'; path !== null; ) {
      await visit(path)
      seen += await page.locator('main').innerText()
      const older = page.getByRole('link', { name: 'Older' })
      await older.or(page.getByText('That is all.', { exact: true })).waitFor()
      path = (await older.count()) > 0 ? await older.getAttribute('href') : null
    }
    expect(missingPayloads(seen, 60, asLine)).toEqual([])
  })

  test.each(['toolSession', 'textSession'] as const)('in a session with every payload (%s)', async (name) => {
    const { id, lastTrace } = store[name]
    await visit(`/sessions/${id}`, '[data-step]')
    let seen = ''
    const look = async () => {
      await untilDrawn(page)
      await unfold(page)
      seen += await page.locator('main').innerText()
    }
    for (let atEnd = false; !atEnd; atEnd = await isDrawn(lastTrace)) {
      await look()
      // Less than a screen: steps that come meanwhile take room.
      await page.evaluate('scrollBy(0, 2_500)')
    }
    // Who is at the end stays there while more comes, and so may have passed over some.
    for (let atTop = false; !atTop && missingPayloads(seen, 60).length > 0; ) {
      await look()
      atTop = await page.evaluate<boolean>('scrollY === 0')
      await page.evaluate('scrollBy(0, -2_500)')
    }
    await demandText(name)
    expect(missingPayloads(seen, 60)).toEqual([])
  })

  test('in the details of steps', async () => {
    for (let index = 0; index < store.toolTraces.length; index += 20) await visit(`/traces/${store.toolTraces[index]}`)
    for (const index of [-1, -2, -3, -4]) await visit(`/traces/${store.toolTraces.at(index)}`)
  })

  test('in the list of rules, and in their dialogs', async () => {
    await visit('/rules')
    expect(missingPayloads(await page.locator('main').innerText(), 40, asLine).length).toBeLessThan(62)
  })

  test('in the forms of rules, and in their history', async () => {
    const ids = [store.ruleIds[0], store.ruleIds[20], ...store.ruleIds.filter((_, index) => index % 30 === 29)]
    for (const id of ids) await visit(`/rules/${id}`)
    await visit(`/rules/${store.ruleIds[0]}/history`)
    await visit(`/rules/${store.ruleIds[20]}/history`)
    await visit('/rules/sets')
    for (const number of [2, 3]) await visit(`/rules/sets/${number}`)
  })

  test('in checks: what the judge said, and why it said nothing', async () => {
    for (const path of ['/checks', '/checks?state=done', '/checks?state=dead', '/checks?state=waiting'])
      await visit(path)
  })

  test('in the audit log', async () => {
    for (const path of [
      '/audit',
      '/audit?action=rule_delete',
      '/audit?action=rule_update',
      '/audit?action=trace_block',
    ])
      await visit(path)
  })

  test('in the overview', () => visit('/'))
})

describe('what is typed and pasted shows as text', () => {
  test('in the playground', async () => {
    const some = payloads.filter((payload, index) => index % 9 === 0 && payload.length < 1_000)
    await visit('/rules/new')
    await page.getByLabel('Name', { exact: true }).fill('typed')
    await page.getByLabel('Pattern', { exact: true }).first().fill('xss|script|evil')
    const field = page.getByLabel('Text to try the rule on')
    for (const payload of some) {
      await field.fill(payload)
      await page.waitForTimeout(60)
    }
    await demandText('the playground')
    await field.fill(some.join('\n'))
    await page.waitForTimeout(600)
    await demandText('the playground with all of them')
  })

  test('in the names and patterns of a new rule', async () => {
    for (const payload of payloads.filter((_, index) => index % 25 === 3)) {
      await page.getByLabel('Name', { exact: true }).fill(asLine(payload, 200))
      await page.getByLabel('Pattern', { exact: true }).first().fill(payload.slice(0, 500))
      await page.waitForTimeout(60)
      await demandText(`a rule that is called ${payload.slice(0, 40)}`)
    }
  })

  test('in a document that is imported, good or not', async () => {
    await visit('/rules/import')
    const rules = payloads
      .slice(0, 120)
      .map((payload, index) => ({ name: `${asLine(payload, 150)} i${index}`, pattern: 'x' }))
    for (const document of [
      JSON.stringify({ rules }),
      `rules:\n  - ${payloads[3]}: [\n`,
      `${payloads.slice(0, 40).join('\n')}`,
    ]) {
      await page.getByLabel('YAML').fill(document)
      await page.getByRole('button', { name: 'Show what would change' }).click()
      await page.locator('main [role=alert], main table, main li').first().waitFor()
      await demandText('the preview of an import')
    }
  })
})

describe('what an address says', () => {
  const listings = (payload: string) => {
    const names = [
      'q',
      'agent',
      'tag',
      'tool',
      'rule',
      'decision',
      'from',
      'to',
      'phase',
      'step',
      'state',
      'action',
      'target_type',
      'range',
      'sort',
      'dir',
      'type',
    ]
    const all = new URLSearchParams(names.map((name): [string, string] => [name, payload]))
    return [`/sessions?${all}`, `/rules?${all}`, `/checks?${all}`, `/audit?${all}`, `/?${all}`]
  }
  const short = payloads.filter((payload) => payload.length < 1_000)

  test('is answered as text, in the path and in every parameter', async () => {
    await page.goto(`${dashboard.url}/sign-in`)
    const paths = short.flatMap((payload, index) => {
      const id = encodeURIComponent(payload)
      const listing = listings(payload)
      const query = new URLSearchParams({
        cursor: payload,
        next: payload,
        look: payload,
        id: payload,
        at: payload,
        from: payload,
      })
      return [
        `${['/traces', '/sessions', '/rules'][index % 3]}/${id}`,
        listing[index % listing.length] ?? '/',
        `${['/sessions', '/audit', '/checks', '/sign-in'][index % 4]}?${query}`,
      ]
    })
    expect(await inspectAnswers(page, paths)).toEqual({})
  })

  test('does nothing in a browser that goes there', async () => {
    for (const [index, payload] of short.filter((_, index) => index % 14 === 0).entries()) {
      await visit(listings(payload)[index % 5] ?? '/')
      await visit(`${['/traces', '/sessions', '/rules'][index % 3]}/${encodeURIComponent(payload)}`)
    }
  })

  test('leads to no step when it is behind the number sign', async () => {
    await visit(`/sessions/${store.textSession.id}`, '[data-step]')
    const some = short.filter((payload, index) => index % 6 === 0 || payload.includes('%'))
    for (const payload of some) {
      await page.evaluate(`location.hash = ${JSON.stringify(payload).replaceAll('<', '\\u003c')}`)
      await page.waitForTimeout(30)
    }
    await demandText('behind the number sign')
  })

  test('leads nowhere else after signing in', async () => {
    await page.goto(`${dashboard.url}/sign-in`)
    expect(
      await inspectAnswers(
        page,
        short.map((next) => `/sign-in?${new URLSearchParams({ next })}`),
      ),
    ).toEqual({})
    for (const next of short.filter((payload) => /evil|script:|data:/.test(payload)).slice(0, 8)) {
      await page.goto(`${dashboard.url}/sign-in?${new URLSearchParams({ next })}`)
      const hidden = await page.locator('input[name=next]').inputValue()
      expect(new URL(hidden, dashboard.url).origin).toBe(dashboard.url)
      await demandText(`the form that leads to ${next}`)
    }
  })
})

test('what cookies say is no more than text', async () => {
  const values = payloads.flatMap((payload) => {
    const value = payload.replaceAll(/[^\x21-\x7e]|[;,"\\]/g, '').slice(0, 300)
    return /[<>'{(:]/.test(value) ? [value] : []
  })
  for (let at = 0; at < values.length; at += 8) {
    const some = values.slice(at, at + 8)
    const named = some.map((value, index) => `${encodeURIComponent(value).slice(0, 60)}${index}=${value}`)
    const cookie = [`agentsentry-theme=${some[0]}`, `agentsentry-session=${some[1]}`, ...named].join('; ')
    const answer = await fetch(`${dashboard.url}${at % 16 === 0 ? '/rules/new' : '/sign-in'}`, { headers: { cookie } })
    const html = await answer.text()
    expect(answer.status).toBe(200)
    for (const value of some) expect(html).not.toContain(value)
  }
})

test('no browser has reported that the policy had to stop anything', async () => {
  expect(await reportsOfBrowsers()).toBe(0)
})

test('what is looked for is found where it stands', async () => {
  await page.goto(`${dashboard.url}/sign-in`)
  browser.faults.expect(/hostile-check|policy: |Content Security Policy/)
  const planted =
    '<p id=hostile-check><img src=/hostile-check.png onerror=x><a href="javascript:x">\u202e</a><script>x</script></p>'
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(planted)})`)
  const kinds = (await inspectPage(page)).map((fault) => fault.split(':')[0])
  expect(new Set(kinds)).toEqual(
    new Set([
      'markup that is not ours',
      'a script',
      'a handler',
      'an address that is not ours',
      'characters that do not show',
    ]),
  )
  await page.evaluate('window.__xss = 4711')
  await expect.poll(() => runs).toContain('payload 4711')
})

/** A trace of a timeline, which is fetched and drawn as one scrolls. */
async function isDrawn(id: string): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const step = document.getElementById('${id}')?.closest('[data-step]')
    return step != null && step.childElementCount > 0 && step.getBoundingClientRect().top < innerHeight
  })()`)
}
