import { type Spread, spreadOf } from '../spread.ts'
import { type Contender, contenders } from './contenders.ts'
import type { Leg } from './rounds.ts'

type Figure = (leg: Leg) => number

/** Medians of the rounds as Markdown, then ratios that are worked out within each round, with their spread. */
export function formatLegs(legs: readonly Leg[]): string[] {
  return [
    '| API processes | Connections | Requests a second | p50 ms | p99 ms | CPU s for 1000: API | PostgreSQL | worker | Traces a transaction | WAL bytes a trace | Load generator, cores |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...contenders.map((contender) => formatRow(legs, contender)),
    '',
    '| At 50 connections | Median of the rounds | Spread |',
    '|---|--:|--:|',
    ...ratios(legs).map(
      ([title, { median, lowest, highest }]) =>
        `| ${title} | ${median.toFixed(2)} × | ${lowest.toFixed(2)} – ${highest.toFixed(2)} × |`,
    ),
  ]
}

function formatRow(legs: readonly Leg[], contender: Contender): string {
  const own = legs.filter((leg) => leg.contender === contender)
  const median = (figure: Figure) => spreadOf(own.map(figure)).median
  const onPostgres = (figure: Figure, digits: number) =>
    contender.database === 'postgres' ? median(figure).toFixed(digits) : ''
  const cells = [
    contender.title,
    contender.connections,
    Math.round(median((leg) => leg.requestsPerSecond)).toLocaleString('en'),
    median((leg) => leg.p50Ms).toFixed(2),
    median((leg) => leg.p99Ms).toFixed(2),
    median((leg) => leg.apiCpuSeconds).toFixed(3),
    onPostgres((leg) => leg.databaseCpuSeconds, 3),
    onPostgres((leg) => leg.workerCpuSeconds, 3),
    onPostgres((leg) => leg.requestsPerTransaction, 1),
    onPostgres((leg) => leg.walBytesPerRequest, 0),
    median((leg) => leg.generatorCores).toFixed(2),
  ]
  return `| ${cells.join(' | ')} |`
}

function ratios(legs: readonly Leg[]): [title: string, spread: Spread][] {
  const speed: Figure = (leg) => leg.requestsPerSecond
  const cpu: Figure = (leg) => leg.apiCpuSeconds + leg.databaseCpuSeconds + leg.workerCpuSeconds
  const ratio = (figure: Figure, over: Contender, under: Contender) =>
    spreadOf(
      [...new Set(legs.map(({ round }) => round))].map((round) => {
        const of = (contender: Contender) =>
          figure(legs.find((leg) => leg.round === round && leg.contender === contender) as Leg)
        return of(over) / of(under)
      }),
    )
  const [sqlite, one, two, four, keeping] = contenders.filter(({ connections }) => connections === 50) as [
    Contender,
    Contender,
    Contender,
    Contender,
    Contender,
  ]
  return [
    ['Requests a second, PostgreSQL with 1 process ÷ SQLite', ratio(speed, one, sqlite)],
    ['Requests a second, 2 processes ÷ 1', ratio(speed, two, one)],
    ['Requests a second, 4 processes ÷ 1', ratio(speed, four, one)],
    ['Requests a second, 4 processes, a session keeps to one ÷ any', ratio(speed, keeping, four)],
    ['CPU of everything, PostgreSQL with 1 process ÷ SQLite', ratio(cpu, one, sqlite)],
    ['CPU of everything, 4 processes ÷ 1', ratio(cpu, four, one)],
    ['CPU of everything, 4 processes, a session keeps to one ÷ any', ratio(cpu, keeping, four)],
  ]
}
