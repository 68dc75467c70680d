import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FuzzCase } from './fuzz-case.ts'

interface Found {
  readonly problem: string
  readonly file: string
}

/** What was found, each problem once, in a folder: a file for each, written at once and again when it is made smaller. */
export class Findings {
  readonly folder: string
  readonly #found = new Map<string, Found>()

  /** Without a folder, a new temporary one. */
  constructor(folder: string | undefined) {
    this.folder = folder ?? mkdtempSync(join(tmpdir(), 'agentsentry-fuzz-'))
    mkdirSync(this.folder, { recursive: true })
  }

  get size(): number {
    return this.#found.size
  }

  get all(): readonly Found[] {
    return [...this.#found.values()]
  }

  /** Whether the problem is a new one. */
  add(problem: string, asFound: FuzzCase): boolean {
    const name = nameOf(problem)
    if (this.#found.has(name)) return false
    const file = join(this.folder, `finding-${this.#found.size + 1}.json`)
    this.#found.set(name, { problem, file })
    write(file, { problem, case: asFound })
    return true
  }

  /** Writes a smaller case beside the one that was added. */
  shrunk(problem: string, smaller: FuzzCase, asFound: FuzzCase): void {
    const found = this.#found.get(nameOf(problem))
    if (found === undefined) throw new Error(`nobody added \`${problem}\``)
    write(found.file, { problem, case: smaller, asFound })
  }
}

function write(file: string, finding: { problem: string; case: FuzzCase; asFound?: FuzzCase }): void {
  writeFileSync(file, `${JSON.stringify(finding)}\n`)
}

/** The same problem is mostly found many times, with other figures. */
function nameOf(problem: string): string {
  return problem.replaceAll(/\d+/g, '0').slice(0, 120)
}
