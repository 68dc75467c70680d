import { type SearchParameters, single } from '../../../search-parameters.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** `words` finish “in the last …”. */
export const presets = [
  { id: '15m', label: '15 min', words: '15 minutes', lengthMs: 15 * minuteMs },
  { id: '1h', label: '1 h', words: 'hour', lengthMs: hourMs },
  { id: '24h', label: '24 h', words: '24 hours', lengthMs: dayMs },
  { id: '7d', label: '7 d', words: '7 days', lengthMs: 7 * dayMs },
  { id: '30d', label: '30 d', words: '30 days', lengthMs: 30 * dayMs },
] as const
export type Preset = (typeof presets)[number]

const usual: Preset = presets[2]
const shortestMs = minuteMs
const longestMs = 400 * dayMs

export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
  /** The range that is shown, where it moves on with the time; null where it is fixed. */
  readonly preset: Preset | null
  /** What a fixed range was taken from, and goes back to. */
  readonly base: Preset
  /** What was asked for and cannot be shown. */
  readonly problem: string | null
}

/** The time that the page is about: `from` and `to` where both are there, else the last `range`. */
export function parseTimeRange(parameters: SearchParameters, nowMs: number): TimeRange {
  const wished = single(parameters.range)
  const base = presets.find(({ id }) => id === wished) ?? usual
  const moving = { fromMs: nowMs - base.lengthMs, toMs: nowMs, preset: base, base }
  const { from, to } = parameters
  if (from === undefined && to === undefined) {
    const isUnknown = parameters.range !== undefined && base.id !== wished
    return { ...moving, problem: isUnknown ? 'There is no such range; these are the last 24 hours.' : null }
  }
  const fixed = fixedRange(single(from), single(to), nowMs)
  if (typeof fixed === 'string') return { ...moving, problem: `${fixed} You see the last ${base.words}.` }
  return { ...fixed, preset: null, base, problem: null }
}

function fixedRange(from: string | undefined, to: string | undefined, nowMs: number) {
  const fromMs = timeOf(from)
  const givenToMs = to === undefined ? nowMs : timeOf(to)
  if (fromMs === null || givenToMs === null) return 'A time of the range cannot be read.'
  const toMs = Math.min(givenToMs, nowMs)
  if (fromMs >= givenToMs) return 'The range ends before it begins.'
  if (toMs - fromMs < shortestMs)
    return fromMs > nowMs - shortestMs ? 'The range lies ahead.' : 'The range is too short.'
  if (toMs - fromMs > longestMs) return 'The range is longer than 400 days.'
  return { fromMs, toMs }
}

/** Without a zone it is UTC. Null for what is no time. */
export function timeOf(text: string | undefined): number | null {
  const [, date, zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?$/.exec(text ?? '') ?? []
  if (date === undefined) return null
  const timeMs = Date.parse(`${date}${zone ?? 'Z'}`)
  return Number.isNaN(timeMs) ? null : timeMs
}

/** The query of the page for a fixed range, which remembers what to go back to. */
export function fixedQuery(base: Pick<Preset, 'id'>, fromMs: number, toMs: number): string {
  return `?${new URLSearchParams({
    range: base.id,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
  })}`
}

/** “24 h”, “90 min”, “3 d 4 h”: at most two units. */
export function formatLength(lengthMs: number): string {
  const minutes = Math.round(lengthMs / minuteMs)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return twoUnits([hours, 'h'], [minutes % 60, 'min'])
  return twoUnits([Math.floor(hours / 24), 'd'], [hours % 24, 'h'])
}

function twoUnits(large: readonly [number, string], small: readonly [number, string]): string {
  const shown = small[0] === 0 ? [large] : [large, small]
  return shown.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
