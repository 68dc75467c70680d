import { spreadOf } from '../spread.ts'
import { growthMiBAMinute, type LiveResult } from './live-session.ts'
import type { TimelineVisit } from './long-timeline.ts'
import type { DashboardBenchOptions } from './options.ts'
import { type PageTimes, quantile } from './page-times.ts'
import type { Page } from './pages.ts'
import type { SentScripts } from './scripts-sent.ts'
import { targets } from './targets.ts'

export interface Results {
  readonly machine: string
  readonly options: DashboardBenchOptions
  readonly times: readonly PageTimes[]
  readonly emptyPages: readonly Page[]
  readonly scripts: readonly SentScripts[]
  readonly visits: readonly TimelineVisit[]
  readonly live: LiveResult
}

/** Results as Markdown: server, browser, network, and a session that goes on. */
export function formatResults(results: Results): string {
  const { machine, options, times, scripts, visits, live } = results
  return [
    `- ${machine}`,
    `- ${count(options.traces)} traces in ${count(options.traces / 10)} sessions, and ${count(options.smallTraces)} beside it; ${options.loads} loads of each page`,
    '',
    ...formatTimes(times, options),
    '',
    ...formatVisits(visits, options),
    '',
    ...formatScripts(scripts),
    '',
    ...formatLive(live, options),
  ].join('\n')
}

function formatTimes(times: readonly PageTimes[], { traces, smallTraces }: DashboardBenchOptions): string[] {
  const empty = times.find(({ page }) => page.path === '/sign-in')
  const emptyMs = quantile(empty?.large ?? [], 0.5)
  const slow = times.filter(({ large }) => quantile(large, 0.95) > targets.pageP95Ms).map(({ page }) => page.name)
  return [
    `| Page, ms | p50 | p95 | p50 with ${count(smallTraces)} traces | ${count(traces)} ÷ ${count(smallTraces)} | ÷ \`/sign-in\` | HTML, KB |`,
    '|---|--:|--:|--:|--:|--:|--:|',
    ...times.map(({ page, large, small, bytes }) => {
      const [p50, smallP50] = [quantile(large, 0.5), quantile(small, 0.5)]
      const cells = [p50, quantile(large, 0.95), smallP50].map((ms) => ms.toFixed(1))
      const ratios = [p50 / smallP50, p50 / emptyMs].map((ratio) => ratio.toFixed(2))
      return `| ${page.name} | ${[...cells, ...ratios, (bytes / 1_000).toFixed(0)].join(' | ')} |`
    }),
    '',
    `p95 ≤ ${targets.pageP95Ms} ms: ${slow.length === 0 ? 'met by every page' : `missed by ${slow.join(', ')}`}.`,
  ]
}

function formatVisits(visits: readonly TimelineVisit[], { longSteps }: DashboardBenchOptions): string[] {
  const row = (name: string, of: (visit: TimelineVisit) => number, most?: number) => {
    const { median, lowest, highest } = spreadOf(visits.map(of))
    const verdict = most === undefined ? '' : `≤ ${count(most)}: ${highest <= most ? 'met' : 'missed'}`
    return `| ${name} | ${count(median)} | ${count(lowest)} – ${count(highest)} | ${verdict} |`
  }
  return [
    `| A session of ${count(longSteps)} steps | Median of ${visits.length} | Spread | Target |`,
    '|---|--:|--:|---|',
    row('from the navigation until the first steps stand there, ms', ({ thereMs }) => thereMs, targets.timelineMs),
    row('longest task while scrolling to the end, ms', ({ scrollLongestMs }) => scrollLongestMs, targets.longTaskMs),
    row('scrolling to the end took, s', ({ scrollSeconds }) => scrollSeconds),
    row('elements in the document then', ({ elements }) => elements),
    row('jump to the end, ms', ({ jumpMs }) => jumpMs),
    row('longest task meanwhile, ms', ({ jumpLongestMs }) => jumpLongestMs, targets.longTaskMs),
  ]
}

function formatScripts(scripts: readonly SentScripts[]): string[] {
  const large = scripts.filter(({ bytes }) => bytes > targets.scriptBytes).map(({ page }) => page.name)
  return [
    '| JavaScript sent | KB, compressed | Files |',
    '|---|--:|--:|',
    ...scripts.map(({ page, bytes, files }) => `| ${page.name} | ${(bytes / 1_000).toFixed(1)} | ${files} |`),
    '',
    `≤ ${targets.scriptBytes / 1_000} KB: ${large.length === 0 ? 'met by every page' : `missed by ${large.join(', ')}`}.`,
  ]
}

function formatLive({ minutes, sent }: LiveResult, { liveMinutes, tracesASecond }: DashboardBenchOptions): string[] {
  const names = [...new Set(minutes.map(({ page }) => page))]
  const growth = names.map((name) => {
    const mebibytes = growthMiBAMinute(minutes.filter(({ page }) => page === name))
    return `${name} ${Number.isNaN(mebibytes) ? 'not known' : `${mebibytes.toFixed(2)} MiB`}`
  })
  return [
    `${count(sent)} traces came into an open session, ${tracesASecond} a second for ${liveMinutes} min, with two more pages open.`,
    '',
    '| Minute | Page | Frames a second | Long tasks | Longest, ms | Heap, MiB |',
    '|--:|---|--:|--:|--:|--:|',
    ...minutes.map(
      ({ minute, page, framesASecond, longTasks, longestMs, heapMiB }) =>
        `| ${minute} | ${page} | ${framesASecond.toFixed(1)} | ${longTasks} | ${count(longestMs)} | ${heapMiB.toFixed(1)} |`,
    ),
    '',
    `Heap grows in a minute, after the first: ${growth.join(', ')}.`,
  ]
}

function count(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 && value % 1 !== 0 ? 1 : 0 })
}
