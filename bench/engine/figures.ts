import { type Spread, spreadOf } from '../spread.ts'
import type { Leg } from './leg.ts'

/** One line of the table of targets. */
export interface Figure {
  readonly title: string
  readonly spread: Spread
  readonly unit: 'µs' | '×' | 'ms' | 'MB'
  /** The most that it may be; null where the figure is there to compare with. */
  readonly target: number | null
}

/** `values` holds one value a round. */
export function figure(
  title: string,
  unit: Figure['unit'],
  values: readonly number[],
  target: number | null = null,
): Figure {
  return { title, spread: spreadOf(values), unit, target }
}

/** Of two contenders in the same round, p50 by p50. */
export function ratios(above: readonly Leg[], below: readonly Leg[]): number[] {
  return above.flatMap((leg, round) => {
    const other = below[round]
    return other === undefined ? [] : leg.p50 / other.p50
  })
}

/** By which power time grows with a size: 1 is linear, 0 not at all. A straight line through the logarithms. */
export function growthExponent(points: readonly (readonly [size: number, micros: number])[]): number {
  const logs = points.map(([size, micros]) => [Math.log(size), Math.log(micros)] as const)
  const meanSize = logs.reduce((sum, [size]) => sum + size, 0) / logs.length
  const meanTime = logs.reduce((sum, [, time]) => sum + time, 0) / logs.length
  const covariance = logs.reduce((sum, [size, time]) => sum + (size - meanSize) * (time - meanTime), 0)
  return covariance / logs.reduce((sum, [size]) => sum + (size - meanSize) ** 2, 0)
}

export function sizeName(length: number): string {
  if (length < 1024) return `${length} B`
  return length < 1_048_576 ? `${length / 1024} KB` : `${length / 1_048_576} MB`
}
