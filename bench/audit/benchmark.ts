import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describeMachine, requireDisk } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { spreadOf } from '../spread.ts'
import { parseAuditBenchOptions } from './options.ts'
import { measureSealingLag } from './sealing-lag.ts'
import { type Leg, legs, measureRound, type Rate } from './verifying.ts'
import { writeLog } from './written-log.ts'

/** `npm run bench -- audit`: how fast the audit log is verified, and how soon an entry is sealed. */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseAuditBenchOptions(parameters)
  requireDisk(options.folder)
  const folder = mkdtempSync(join(options.folder, 'audit-'))
  try {
    const path = await writeLog(folder, options.entries)
    const rounds: Record<Leg, Rate>[] = []
    for (let round = 0; round < options.rounds; round++) rounds.push(await measureRound(path, rotated(legs, round)))
    const lag = await measureSealingLag(folder, options.seconds)
    const results = [
      `- ${describeMachine(options.folder)}`,
      `- ${count(options.entries)} entries, ${options.rounds} rounds`,
      '',
      '| | Entries a second of one core | by the clock |',
      '|---|--:|--:|',
      ...legs.map(
        (leg) =>
          `| ${leg} | ${spread(rounds, (rates) => rates[leg].byCpu)} | ${spread(rounds, (rates) => rates[leg].byClock)} |`,
      ),
      `| verifying ÷ plain SHA-256 | ${ratio(rounds, 'plain SHA-256')} | |`,
      `| verifying ÷ reading | ${ratio(rounds, 'reading')} | |`,
      '',
      `Sealing while ${count(lag.entriesASecond)} entries a second were written, for ${options.seconds} s: an entry was on disk ` +
        `with its seal after ${count(lag.p50Ms)} ms (median), ${count(lag.p99Ms)} ms (p99), ${count(lag.mostMs)} ms at most.`,
    ].join('\n')
    console.log(results)
    if (options.write) writeSection('audit', results)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  return items.map((_, at) => items[(at + by) % items.length] as Item)
}

function spread(rounds: readonly Record<Leg, Rate>[], of: (rates: Record<Leg, Rate>) => number): string {
  const { median, lowest, highest } = spreadOf(rounds.map(of))
  return `${count(median)} (${count(lowest)} – ${count(highest)})`
}

function ratio(rounds: readonly Record<Leg, Rate>[], base: Leg): string {
  const { median, lowest, highest } = spreadOf(rounds.map((rates) => rates.verifying.byCpu / rates[base].byCpu))
  return `${median.toFixed(2)} (${lowest.toFixed(2)} – ${highest.toFixed(2)})`
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
