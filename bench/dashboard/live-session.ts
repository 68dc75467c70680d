import { AgentSentryClient, type NewTrace } from '@agentsentry/sdk'
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { inventTrace } from '../http/invented-trace.ts'
import { randomFrom } from '../random.ts'
import { longest, takeWatched, watchPage } from './long-tasks.ts'

/** One minute of one open page. */
export interface LiveMinute {
  readonly page: string
  readonly minute: number
  readonly framesASecond: number
  readonly longTasks: number
  readonly longestMs: number
  /** What is left of the page's memory after it was cleaned up, in MiB. */
  readonly heapMiB: number
}

export interface LiveResult {
  readonly minutes: readonly LiveMinute[]
  readonly sent: number
}

export interface LiveOptions {
  readonly context: BrowserContext
  readonly url: string
  readonly apiUrl: string
  readonly minutes: number
  readonly tracesASecond: number
}

/** Sends traces into one session while its page, the overview and the list of sessions are open, and watches the three. */
export async function measureLive({ context, url, apiUrl, minutes, tracesASecond }: LiveOptions): Promise<LiveResult> {
  const client = new AgentSentryClient({ baseUrl: apiUrl, timeoutMs: 60_000 })
  const { id } = await client.createSession({ title: 'Live', agent: 'live' })
  await client.sendTrace({ session_id: id, role: 'user', content: { text: 'begin' } })
  const paths = { '`/sessions/[id]`': `/sessions/${id}`, '`/`': '/', '`/sessions`': '/sessions' }
  const open = await Promise.all(
    Object.entries(paths).map(async ([name, path]) => ({ name, ...(await openPage(context, url + path)) })),
  )
  // What is not in front draws once a second.
  await open[0]?.page.bringToFront()
  const sending = send(client, id, tracesASecond)
  const figures: LiveMinute[] = []
  const minuteMs = minutes < 1 ? minutes * 60_000 : 60_000
  try {
    for (const { page, session } of open) await measureMinute(page, session, 1)
    for (let minute = 1; minute <= Math.max(1, Math.floor(minutes)); minute++) {
      await open[0]?.page.waitForTimeout(minuteMs)
      for (const { name, page, session } of open)
        figures.push({ page: name, minute, ...(await measureMinute(page, session, minuteMs / 1_000)) })
    }
  } finally {
    sending.stop()
  }
  const sent = await sending.done
  for (const { page } of open) await page.close()
  return { minutes: figures, sent }
}

async function openPage(context: BrowserContext, address: string): Promise<{ page: Page; session: CDPSession }> {
  const page = await context.newPage()
  await watchPage(page)
  await page.goto(address)
  const session = await context.newCDPSession(page)
  await session.send('HeapProfiler.enable')
  return { page, session }
}

async function measureMinute(page: Page, session: CDPSession, seconds: number) {
  const watched = await takeWatched(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  // Cleaning up is a long task of ours.
  await takeWatched(page)
  return {
    framesASecond: watched.frames / seconds,
    longTasks: watched.longTasksMs.length,
    longestMs: longest(watched),
    heapMiB: usedSize / 2 ** 20,
  }
}

/** So many a second, whatever the answers take; throws when one is refused. */
function send(client: AgentSentryClient, sessionId: string, aSecond: number) {
  const random = randomFrom(11)
  let isStopped = false
  const run = async (): Promise<number> => {
    const waiting = new Set<Promise<unknown>>()
    const began = performance.now()
    let sent = 0
    while (!isStopped) {
      const due = ((performance.now() - began) / 1_000) * aSecond
      for (; sent < due; sent++) {
        const trace = { session_id: sessionId, ...inventTrace(random) } as NewTrace
        const answer: Promise<unknown> = client.sendTrace(trace).finally(() => waiting.delete(answer))
        waiting.add(answer)
      }
      if (waiting.size > 10 * aSecond) await Promise.race(waiting)
      await new Promise((resolve) => setTimeout(resolve, 1_000 / aSecond))
    }
    await Promise.all(waiting)
    return sent
  }
  return {
    done: run(),
    stop: () => {
      isStopped = true
    },
  }
}

/** By how much a page's memory grows in a minute, by least squares over the minutes after the first. */
export function growthMiBAMinute(minutes: readonly LiveMinute[]): number {
  const counted = minutes.length > 3 ? minutes.slice(1) : minutes
  const meanX = mean(counted.map(({ minute }) => minute))
  const meanY = mean(counted.map(({ heapMiB }) => heapMiB))
  const above = counted.reduce((sum, { minute, heapMiB }) => sum + (minute - meanX) * (heapMiB - meanY), 0)
  const below = counted.reduce((sum, { minute }) => sum + (minute - meanX) ** 2, 0)
  return below === 0 ? Number.NaN : above / below
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
