import { minutesKeptMs } from '@agentsentry/pipeline/ports'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** Tallies are kept for every minute, for a while, and for every hour and day (UTC). Coarsest first. */
export const tallySteps = [
  { step: 'day', ms: dayMs },
  { step: 'hour', ms: hourMs },
  { step: 'minute', ms: minuteMs },
] as const
type TallyStep = (typeof tallySteps)[number]['step']

export function floorTo(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs
}

export function ceilTo(timeMs: number, stepMs: number): number {
  return Math.ceil(timeMs / stepMs) * stepMs
}

/** Minutes from before are not written, and are removed. An hour earlier than anybody reads them. */
export function oldestMinuteKept(nowMs: number): number {
  return floorTo(nowMs - minutesKeptMs, hourMs) - hourMs
}

/** From here on every minute has its tallies: whole hours, so that before it hours are read. */
export function oldestMinuteRead(nowMs: number): number {
  return ceilTo(nowMs - minutesKeptMs, hourMs)
}

export interface TallySpan {
  readonly step: TallyStep
  readonly fromMs: number
  readonly toMs: number
}

/** A time of whole minutes as few spans, each of the coarsest step that fits. */
export function spansOf(
  fromMs: number,
  toMs: number,
  steps: readonly (typeof tallySteps)[number][] = tallySteps,
): TallySpan[] {
  const [coarsest, ...finer] = steps
  if (coarsest === undefined || fromMs >= toMs) return []
  const innerFrom = ceilTo(fromMs, coarsest.ms)
  const innerTo = floorTo(toMs, coarsest.ms)
  if (innerFrom >= innerTo) return spansOf(fromMs, toMs, finer)
  return [
    ...spansOf(fromMs, innerFrom, finer),
    { step: coarsest.step, fromMs: innerFrom, toMs: innerTo },
    ...spansOf(innerTo, toMs, finer),
  ]
}
