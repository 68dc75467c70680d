import { spreadOf } from '../spread.ts'
import { groupOf } from './cells.ts'
import { contenderTitles } from './contenders/contender.ts'
import { type Figure, growthExponent, ratios, sizeName } from './figures.ts'
import { nativeTitles } from './native/native-engines.ts'
import type { EngineBenchOptions } from './options.ts'
import type { Measurements } from './rounds.ts'
import { benignKinds } from './texts/benign-text.ts'
import { hostileTexts } from './texts/hostile-text.ts'

export interface EngineResults {
  readonly setting: readonly string[]
  readonly figures: readonly Figure[]
  readonly measured: Measurements
  readonly options: EngineBenchOptions
}

/** Results as Markdown: medians of the rounds. */
export function formatEngineResults({ setting, figures, measured, options }: EngineResults): string {
  const tables = [
    formatTargets(figures),
    formatBenign(measured, options),
    formatKinds(measured, options),
    formatGrowth(measured, options),
    formatPhrases(measured, options),
    formatHostile(measured, options),
  ]
  return [setting.map((fact) => `- ${fact}`).join('\n'), ...tables].join('\n\n')
}

function formatTargets(figures: readonly Figure[]): string {
  const rows = figures.map(({ title, spread: { median, lowest, highest }, unit, target }) => {
    const held = target === null ? '' : `≤ ${target} ${unit}: ${median <= target ? 'met' : 'missed'}`
    return [title, `${short(median)} ${unit}`, `${short(lowest)} – ${short(highest)} ${unit}`, held]
  })
  return table(['Figure', 'Median of the rounds', 'Spread', 'Target'], rows)
}

function formatBenign(measured: Measurements, { ruleCounts, textLengths }: EngineBenchOptions): string {
  const titles = { ...contenderTitles, ...nativeTitles }
  const names = Object.keys(titles).filter((name) => p50(measured, groupOf.benign(100, 4096), name) !== null)
  const rows = ruleCounts.flatMap((rules) =>
    textLengths.map((length) => {
      const group = groupOf.benign(rules, length)
      const best = measured.legsOf(group, 'agentsentry')
      const floor = spreadOf(ratios(best, measured.legsOf(group, 'automaton'))).median
      const ahead = spreadOf(ratios(measured.legsOf(group, 'v8'), best)).median
      const times = names.map((name) => cell(p50(measured, group, name)))
      return [`${rules}, ${sizeName(length)}`, ...times, `${short(floor)} ×`, `${short(ahead)} ×`]
    }),
  )
  const head = ['µs for one benign text, p50', ...names.map((name) => titles[name as keyof typeof titles])]
  return table([...head, 'AgentSentry ÷ automaton', 'V8 ÷ AgentSentry'], rows)
}

function formatKinds(measured: Measurements, { ruleCounts }: EngineBenchOptions): string {
  const names = ['agentsentry', 'v8', 'automaton'] as const
  const rows = ruleCounts.flatMap((rules) =>
    benignKinds.map((kind) => {
      const group = groupOf.kind(rules, kind)
      const { median: p99 } = spreadOf(measured.legsOf(group, 'agentsentry').map((leg) => leg.p99))
      return [`${rules}, ${kind}`, ...names.map((name) => cell(p50(measured, group, name))), short(p99)]
    }),
  )
  const head = names.map((name) => contenderTitles[name])
  return table(['Rules, kind of benign text; µs for 4 KB, p50', ...head, 'AgentSentry, p99'], rows)
}

function formatGrowth(measured: Measurements, { ruleCounts, textLengths }: EngineBenchOptions): string {
  const names = ['agentsentry', 'v8', 're2js', 'automaton'] as const
  const exponents = (points: (name: string) => (readonly [number, number | null])[]) =>
    names.map((name) => growthExponent(points(name).map(([size, micros]) => [size, micros ?? Number.NaN])).toFixed(2))
  const withText = (rules: number) =>
    exponents((name) => textLengths.map((length) => [length, p50(measured, groupOf.benign(rules, length), name)]))
  const withRules = (length: number) =>
    exponents((name) => ruleCounts.map((rules) => [rules, p50(measured, groupOf.benign(rules, length), name)]))
  return table(
    ['Time grows with the power … of', ...names.map((name) => contenderTitles[name])],
    [
      ...ruleCounts.map((rules) => [`the text, ${rules} rules`, ...withText(rules)]),
      ...textLengths.map((length) => [`the number of rules, ${sizeName(length)}`, ...withRules(length)]),
    ],
  )
}

function formatPhrases(measured: Measurements, { phraseCounts }: EngineBenchOptions): string {
  const names = ['agentsentry', 'includes', 'automaton', 'characters']
  const rows = phraseCounts.map((count) => [
    count.toLocaleString('en'),
    ...names.map((name) => cell(p50(measured, groupOf.phrases(count), name))),
  ])
  const head = ['AgentSentry', '`includes`, one after another', contenderTitles.automaton, contenderTitles.characters]
  return table(['Phrases; µs for 4 KB, p50', ...head], rows)
}

function formatHostile(measured: Measurements, { hostileRuleCounts, hostileLength }: EngineBenchOptions): string {
  const names = ['agentsentry', 'v8', 're2js'] as const
  const rows = hostileRuleCounts.flatMap((rules) => {
    const benign = p50(measured, groupOf.benign(rules, hostileLength), 'agentsentry') ?? Number.NaN
    return Object.keys(hostileTexts).map((kind) => {
      const group = groupOf.hostile(rules, kind)
      const longest = Math.max(...measured.legsOf(group, 'agentsentry').map((leg) => leg.longest))
      const times = names.map((name) => cell(p50(measured, group, name)))
      const own = p50(measured, group, 'agentsentry') ?? Number.NaN
      return [`${rules}, ${kind}`, ...times, short(longest), `${short(own / benign)} ×`]
    })
  })
  const head = names.map((name) => contenderTitles[name])
  const title = `Rules, hostile text of ${sizeName(hostileLength)}; µs, p50`
  return table([title, ...head, 'AgentSentry, longest', 'AgentSentry ÷ its benign p50'], rows)
}

function p50(measured: Measurements, group: string, contender: string): number | null {
  const { median } = spreadOf(measured.legsOf(group, contender).map((leg) => leg.p50))
  return Number.isNaN(median) ? null : median
}

function cell(micros: number | null): string {
  return micros === null ? '–' : short(micros)
}

/** Three digits that count, and whole numbers from 100 on. */
function short(value: number): string {
  if (Number.isNaN(value)) return '–'
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), `|---|${'--:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n')
}
