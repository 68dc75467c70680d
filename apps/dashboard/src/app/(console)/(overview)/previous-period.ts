import type { Stats } from '@agentsentry/contract'

export interface Period {
  readonly from: string
  readonly to: string
}

/**
 * The time of the same length right before. It is made of whole steps, as the figures are; the last step of what is shown may
 * not be over, so only what has passed of it counts.
 */
export function previousPeriod(
  { from, to, step_seconds }: Pick<Stats, 'from' | 'to' | 'step_seconds'>,
  nowMs: number,
): Period {
  const stepMs = step_seconds * 1_000
  const startMs = Date.parse(from)
  const passedMs = Math.min(Date.parse(to), nowMs) - startMs
  const lengthMs = Math.max(1, Math.round(passedMs / stepMs)) * stepMs
  return { from: new Date(startMs - lengthMs).toISOString(), to: from }
}

/** Figures that are older come in longer steps, which may reach beyond the period that was asked for. */
export function isOfPeriod(stats: Pick<Stats, 'from' | 'to'>, { from, to }: Period): boolean {
  return Date.parse(stats.from) === Date.parse(from) && Date.parse(stats.to) === Date.parse(to)
}
