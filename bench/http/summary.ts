import { type Spread, spreadOf } from '../spread.ts'
import { type ContenderName, contenderNames } from './contenders.ts'
import { type ConnectionCount, connectionCounts, type Leg } from './rounds.ts'

export interface Results {
  readonly legs: readonly Leg[]
  /** Answers of AgentSentry with a 2xx status. */
  readonly acknowledged: number
  /** What its database holds afterwards. */
  readonly stored: { readonly traces: number; readonly decisions: Readonly<Record<string, number>> }
  /** What was measured on what, one fact each. */
  readonly setting: readonly string[]
}

/** What AgentSentry is held to, against Fastify in the same run. */
const targets = { shareOfFastifyAt50: 0.75, p50AboveFastifyAt1Ms: 0.5 }

const titles: Readonly<Record<ContenderName, string>> = {
  node: '(a) bare `node:http`',
  fastify: '(b) Fastify with the schema',
  agentsentry: '(c) AgentSentry',
}

/** Results as Markdown: medians of the rounds, then figures worked out within each round, with their spread. */
export function formatResults({ legs, acknowledged, stored, setting }: Results): string {
  const share = (of: ContenderName, connections: ConnectionCount) =>
    spreadOf(inEachRound(legs, connections, (leg) => leg('agentsentry').requestsPerSecond / leg(of).requestsPerSecond))
  const above = spreadOf(inEachRound(legs, 1, (leg) => leg('agentsentry').p50Ms - leg('fastify').p50Ms))
  const shareAt50 = share('fastify', 50)
  const decisions = Object.entries(stored.decisions)
    .map(([decision, count]) => `${decision} ${count}`)
    .join(', ')
  return [
    ...setting.map((fact) => `- ${fact}`),
    '',
    '| Server | Connections | Requests a second | p50 ms | p99 ms | CPU of the server, µs a request | Load generator, cores |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...connectionCounts.flatMap((connections) => contenderNames.map((name) => formatRow(legs, name, connections))),
    '',
    '| Figure | Median of the rounds | Spread | Target |',
    '|---|--:|--:|---|',
    `| Requests a second at 50 connections, (c) ÷ (b) | ${percent(shareAt50)} | ≥ 75 %: ${verdict(shareAt50.median >= targets.shareOfFastifyAt50)} |`,
    `| Requests a second at 50 connections, (c) ÷ (a) | ${percent(share('node', 50))} | |`,
    `| Requests a second at 1 connection, (c) ÷ (b) | ${percent(share('fastify', 1))} | |`,
    `| Requests a second at 1 connection, (c) ÷ (a) | ${percent(share('node', 1))} | |`,
    `| p50 at 1 connection, (c) − (b) | ${milliseconds(above)} | ≤ 0.5 ms: ${verdict(above.median <= targets.p50AboveFastifyAt1Ms)} |`,
    '',
    `Acknowledged by (c): ${acknowledged} traces; on disk: ${stored.traces} (${decisions}).`,
  ].join('\n')
}

function formatRow(legs: readonly Leg[], contender: ContenderName, connections: ConnectionCount): string {
  const own = legs.filter((leg) => leg.contender === contender && leg.connections === connections)
  const median = (figure: (leg: Leg) => number) => spreadOf(own.map(figure)).median
  const cells = [
    titles[contender],
    connections,
    Math.round(median((leg) => leg.requestsPerSecond)).toLocaleString('en'),
    median((leg) => leg.p50Ms).toFixed(3),
    median((leg) => leg.p99Ms).toFixed(3),
    median((leg) => leg.serverCpuMicrosPerRequest).toFixed(0),
    median((leg) => leg.generatorCores).toFixed(2),
  ]
  return `| ${cells.join(' | ')} |`
}

function inEachRound(
  legs: readonly Leg[],
  connections: ConnectionCount,
  figure: (leg: (contender: ContenderName) => Leg) => number,
): number[] {
  const rounds = new Set(legs.map(({ round }) => round))
  return [...rounds].map((round) =>
    figure((contender) => {
      const isIt = (leg: Leg) => leg.round === round && leg.connections === connections && leg.contender === contender
      return legs.find(isIt) as Leg
    }),
  )
}

function percent({ median, lowest, highest }: Spread): string {
  const of = (share: number) => `${(share * 100).toFixed(1)} %`
  return `${of(median)} | ${of(lowest)} – ${of(highest)}`
}

function milliseconds({ median, lowest, highest }: Spread): string {
  return `${median.toFixed(3)} ms | ${lowest.toFixed(3)} – ${highest.toFixed(3)} ms`
}

function verdict(met: boolean): string {
  return met ? 'met' : 'missed'
}
