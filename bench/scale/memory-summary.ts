import { spreadOf } from '../spread.ts'
import type { MemoryRun, MemorySample } from './memory.ts'

/**
 * Memory over time as Markdown. The slope is a straight line through the samples but for the first third, in which caches
 * and heaps fill.
 */
export function formatMemory(run: MemoryRun, minutes: number): string[] {
  return [
    `Memory over ${minutes} minutes of load:`,
    '',
    '| Process, with what it starts | First, MiB | Middle third, median | Last third, median | Highest | Slope after the first third, MiB an hour |',
    '|---|--:|--:|--:|--:|--:|',
    ...[...run].map(([name, samples]) => formatRow(name, samples)),
  ]
}

function formatRow(name: string, samples: readonly MemorySample[]): string {
  const third = (from: number) =>
    samples.slice(Math.floor((samples.length * from) / 3), Math.floor((samples.length * (from + 1)) / 3))
  const median = (of: readonly MemorySample[]) => spreadOf(of.map(({ mebibytes }) => mebibytes)).median
  const cells = [
    samples[0]?.mebibytes ?? Number.NaN,
    median(third(1)),
    median(third(2)),
    Math.max(...samples.map(({ mebibytes }) => mebibytes)),
    slopePerHour([...third(1), ...third(2)]),
  ]
  return `| ${name} | ${cells.map((cell) => cell.toFixed(0)).join(' | ')} |`
}

/** Least squares. */
function slopePerHour(samples: readonly MemorySample[]): number {
  const mean = (of: (sample: MemorySample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const [meanAt, meanSize] = [mean(({ atSeconds }) => atSeconds), mean(({ mebibytes }) => mebibytes)]
  const covariance = mean(({ atSeconds, mebibytes }) => (atSeconds - meanAt) * (mebibytes - meanSize))
  return (covariance / mean(({ atSeconds }) => (atSeconds - meanAt) ** 2)) * 3600
}
