import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Footprint } from './footprint-process.ts'
import type { EngineBenchOptions } from './options.ts'

/** Compiles the pack in fresh processes, one a round, since the first compilation is the one that a start waits for. */
export function measureFootprints(ruleCount: number, { rounds, textCount }: EngineBenchOptions): Footprint[] {
  return Array.from({ length: rounds }, () => {
    const program = join(import.meta.dirname, 'footprint-process.ts')
    const parameters = ['--expose-gc', program, String(ruleCount), String(textCount)]
    const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`measuring the compilation failed: ${stderr}`)
    return JSON.parse(stdout) as Footprint
  })
}
