import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchRule } from '../packs/bench-rule.ts'
import type { Cell, Measurements } from '../rounds.ts'
import { buildScan, type Installed, installRe2, type NativeRegex, temporaryFolder } from './install.ts'

/** The engines that are no JavaScript, by the name of their column. */
export const nativeTitles: Readonly<Record<string, string>> = {
  addon: 'native `re2` (npm), one after another',
  re2: 'RE2 in C++, one after another',
  set: '`RE2::Set` in C++',
  hyperscan: 'Hyperscan in C++, ids only',
}

/** A group that took longer than this in all is not measured again. */
const slowMs = 10_000

/** Native engines in a temporary folder, measured on the same packs and texts. `stop` removes the folder. */
export class NativeEngines {
  readonly #folder = temporaryFolder()
  readonly #addon: Installed<NativeRegex>
  readonly #scan: Installed<string>
  readonly #inputs = new Map<string, { readonly files: readonly string[]; readonly budgetMs: number }>()
  readonly #slow = new Set<string>()

  constructor() {
    this.#addon = installRe2(this.#folder)
    this.#scan = buildScan(this.#folder)
  }

  /** What could not be had, and why. */
  get missing(): string[] {
    const found = Object.entries({ 'native `re2` (npm)': this.#addon, 'RE2 and Hyperscan in C++': this.#scan })
    return found.flatMap(([name, engine]) =>
      'missing' in engine ? [`${name} was not measured: ${engine.missing}`] : [],
    )
  }

  /** The addon runs in this process, beside the other cells; texts of the cell given are its texts too. */
  cellBeside({ group, pool, budgetMs }: Cell, rules: readonly BenchRule[]): Cell[] {
    const files = [join(this.#folder, `${group}.patterns`), join(this.#folder, `${group}.texts`)]
    writeFileSync(files[0] as string, rules.map(({ pattern }) => `${pattern}\n`).join(''))
    writeFileSync(files[1] as string, Buffer.concat(pool.flatMap(framed)))
    this.#inputs.set(group, { files, budgetMs })
    if ('missing' in this.#addon) return []
    const Regex = this.#addon.value
    const expressions = rules.map(({ pattern }) => new Regex(pattern, 'u'))
    const run = (text: string) => expressions.reduce((count, each) => (each.exec(text) === null ? count : count + 1), 0)
    return [{ group, contender: 'addon', run, pool, budgetMs }]
  }

  /** Adds one leg for each engine in C++ on this group. */
  measure(group: string, measurements: Measurements): void {
    const input = this.#inputs.get(group)
    if (input === undefined || 'missing' in this.#scan) return
    const start = performance.now()
    const output = this.#slow.has(group)
      ? null
      : spawnSync(this.#scan.value, [...input.files, String(input.budgetMs)], { encoding: 'utf8', timeout: 5 * 60_000 })
    if (performance.now() - start > slowMs) this.#slow.add(group)
    const lines = output?.stdout.split('\n').map((line) => line.split(' ')) ?? []
    for (const contender of ['re2', 'set', 'hyperscan']) {
      const [, p50, p99, calls] = lines.find(([name]) => name === contender) ?? []
      if (output !== null && (p99 === undefined || Number.isNaN(Number(p50)))) continue
      const leg = { p50: Number(p50), p99: Number(p99), longest: Number(p99), calls: Number(calls) }
      measurements.add(group, contender, output === null ? null : leg)
    }
  }

  stop(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function framed(json: string): Buffer[] {
  const bytes = Buffer.from(JSON.parse(json) as string)
  return [Buffer.from(`${bytes.length}\n`), bytes]
}
