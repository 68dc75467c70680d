import { benignKinds } from '../engine/texts/benign-text.ts'
import { type Spread, spreadOf } from '../spread.ts'

export interface Round {
  /** What each call took, in microseconds, by the name of the contender. */
  readonly micros: ReadonlyMap<string, readonly number[]>
  /** What the server took for one request, mean. */
  readonly serverMicros: number
}

const targetLocal = 50
const targetRemote = 1.3

/** What was measured, what local judging adds for each kind of text, and what is beside something else of its round. */
export function formatResults(rounds: readonly Round[], setting: readonly string[]): string {
  const spread = (figure: (round: Round) => number) => spreadOf(rounds.map(figure))
  const names = [...(rounds[0]?.micros.keys() ?? [])].sort()
  const rows = names.map((name) => {
    const shown = [0.5, 0.99].map((share) => short(spread((round) => percentile(round, name, { share })).median))
    const added = name === 'unguarded' ? '' : short(spread((round) => addedBy(round, name)).median)
    return `| ${name} | ${shown.join(' | ')} | ${added} |`
  })
  const kinds = benignKinds.map((label, kind) => {
    const of = (name: string) => short(spread((round) => addedBy(round, name, kind)).median)
    return `| ${label} | ${of('the engine alone')} | ${of('local')} | ${of('local, with a folder')} |`
  })
  const local = spread((round) => addedBy(round, 'local'))
  const remote = spread((round) => ratioOf(round))
  const isMet = (yes: boolean) => (yes ? 'met' : 'missed')
  return [
    ...setting.map((line) => `- ${line}`),
    '',
    '| A call with its result | p50 µs | p99 µs | added, p50 µs |',
    '|---|--:|--:|--:|',
    ...rows,
    '',
    '| Added by kind of text, p50 µs | the engine alone | local | local, with a folder |',
    '|---|--:|--:|--:|',
    ...kinds,
    '',
    '| Within a round | Median | Lowest – highest | Target |',
    '|---|--:|--:|---|',
    rowOf('local adds, p50 µs', local, `≤ ${targetLocal}: ${isMet(local.median <= targetLocal)}`),
    rowOf(
      'of it beyond the engine, p50 µs',
      spread((round) => addedBy(round, 'local') - addedBy(round, 'the engine alone')),
    ),
    rowOf('remote ÷ (bare + server)', remote, `≤ ${targetRemote}: ${isMet(remote.median <= targetRemote)}`),
    rowOf(
      'the server itself for one step, mean µs',
      spread(({ serverMicros }) => serverMicros),
    ),
    rowOf(
      'remote ÷ local',
      spread((round) => percentile(round, 'remote') / percentile(round, 'local')),
    ),
  ].join('\n')
}

/** A call is two requests. */
function ratioOf(round: Round): number {
  return percentile(round, 'remote') / (percentile(round, 'bare round trips') + 2 * round.serverMicros)
}

function addedBy(round: Round, name: string, kind?: number): number {
  return percentile(round, name, { kind }) - percentile(round, 'unguarded', { kind })
}

/** Texts of each kind come in turn. */
function percentile(
  { micros }: Round,
  name: string,
  { share = 0.5, kind }: { readonly share?: number; readonly kind?: number | undefined } = {},
): number {
  const taken = (micros.get(name) ?? []).filter((_, index) => kind === undefined || index % benignKinds.length === kind)
  const sorted = taken.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function rowOf(name: string, { median, lowest, highest }: Spread, target = ''): string {
  return `| ${name} | ${short(median)} | ${short(lowest)} – ${short(highest)} | ${target} |`
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 2 })
}
