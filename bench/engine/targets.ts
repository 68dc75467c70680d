import { groupOf } from './cells.ts'
import { type Figure, figure, ratios, sizeName } from './figures.ts'
import type { Footprint } from './footprint-process.ts'
import type { Leg } from './leg.ts'
import type { EngineBenchOptions } from './options.ts'
import type { Measurements } from './rounds.ts'
import { hostileTexts } from './texts/hostile-text.ts'

/** Everything with a target, and beside it what it is held against. Ratios are taken within a round. */
export function targetFigures(
  measured: Measurements,
  footprints: readonly Footprint[],
  options: EngineBenchOptions,
): Figure[] {
  return [
    ...ruleFigures(measured),
    ...phraseFigures(measured, Math.max(...options.phraseCounts)),
    ...longestCalls(measured, options),
    ...footprintFigures(footprints),
  ].filter(({ spread }) => !Number.isNaN(spread.median))
}

function ruleFigures(measured: Measurements): Figure[] {
  const own = (group: string) => measured.legsOf(group, 'agentsentry')
  const small = own(groupOf.benign(100, 1024))
  const large = own(groupOf.benign(1000, 4096))
  const automaton = measured.legsOf(groupOf.benign(1000, 4096), 'automaton')
  const calls = groupOf.calls(100, 1024)
  return [
    figure('100 rules, 1 KB of text, p50', 'µs', p50(small), 30),
    figure('100 rules, 1 KB of text, p99', 'µs', p99(small), 100),
    figure('100 rules, a call with 1 KB of arguments, p50', 'µs', p50(own(calls))),
    figure('100 rules, a call with 1 KB of arguments, p99', 'µs', p99(own(calls))),
    figure('100 plain conditions, the same call, p50', 'µs', p50(measured.legsOf(calls, 'policy'))),
    figure('1000 rules, 4 KB, p50', 'µs', p50(large), 250),
    figure('1000 rules, 4 KB, p99', 'µs', p99(large)),
    figure('1000 rules, 4 KB, ÷ the automaton alone', '×', ratios(large, automaton), 10),
    figure('4 KB, 1000 rules ÷ 10 rules', '×', ratios(large, own(groupOf.benign(10, 4096))), 3),
  ]
}

function phraseFigures(measured: Measurements, count: number): Figure[] {
  const own = measured.legsOf(groupOf.phrases(count), 'agentsentry')
  const automaton = measured.legsOf(groupOf.phrases(count), 'automaton')
  const title = `${count.toLocaleString('en')} phrases, 4 KB`
  return [
    figure(`${title}, p50`, 'µs', p50(own), count === 100_000 ? 100 : null),
    figure(`${title}, ÷ the automaton alone`, '×', ratios(own, automaton)),
  ]
}

/**
 * How long one evaluation kept its thread, whatever the rules. Texts too long for that belong into a worker thread: from
 * which length on is what these figures decide.
 */
function longestCalls(measured: Measurements, options: EngineBenchOptions): Figure[] {
  const { ruleCounts, textLengths, hostileLength, hostileRuleCounts } = options
  const longest = (title: string, groups: readonly string[]) => {
    const legs = groups.map((group) => measured.legsOf(group, 'agentsentry').map((leg) => leg.longest / 1000))
    const rounds = legs[0]?.map((_, round) => Math.max(...legs.map((of) => of[round] ?? 0))) ?? []
    return figure(`longest evaluation, ${title}`, 'ms', rounds)
  }
  const benign = (length: number) => ruleCounts.map((rules) => groupOf.benign(rules, length))
  const kinds = Object.keys(hostileTexts)
  const hostile = hostileRuleCounts.flatMap((rules) => kinds.map((kind) => groupOf.hostile(rules, kind)))
  return [
    ...textLengths.slice(2).map((length) => longest(`benign, ${sizeName(length)}`, benign(length))),
    longest(`hostile, ${sizeName(hostileLength)}`, hostile),
  ]
}

function footprintFigures(footprints: readonly Footprint[]): Figure[] {
  const cold = footprints.map(({ coldMs }) => coldMs)
  const warm = footprints.map(({ warmMs }) => warmMs)
  const oneChanged = footprints.map(({ oneChangedMs }) => oneChangedMs)
  const longest = footprints.map(({ longestStepMs }) => longestStepMs)
  const megabytes = footprints.map((footprint) => footprint.megabytes)
  return [
    figure('compile 1000 rules, first time in a process', 'ms', cold, 1000),
    figure('compile 1000 rules, third time', 'ms', warm),
    figure('compile 1000 rules of which one has changed', 'ms', oneChanged),
    figure('compile 1000 rules, longest step', 'ms', longest, 20),
    figure('memory of 1000 rules, over none', 'MB', megabytes, 50),
  ]
}

function p50(legs: readonly Leg[]): number[] {
  return legs.map((leg) => leg.p50)
}

function p99(legs: readonly Leg[]): number[] {
  return legs.map((leg) => leg.p99)
}
