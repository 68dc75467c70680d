import { dirname, join } from 'node:path'
import type { RuleDefinition } from '@agentsentry/contract'
import { type Case, parseCases } from '@agentsentry/engine'
import { CommandFailure } from '../command-failure.ts'
import { readRules } from '../read-rules.ts'
import { readText } from '../read-text.ts'

/** A file of cases with the rules that it is about, wherever they stand. */
export interface CaseFile {
  readonly file: string
  readonly rules: readonly RuleDefinition[]
  readonly cases: readonly Case[]
}

/** Reads a file of cases and the rules document that it names. Throws `CommandFailure` with every fault. */
export async function readCaseFile(file: string): Promise<CaseFile> {
  const { rules, cases } = parse(file, await readText(file))
  return {
    file,
    rules: typeof rules === 'string' ? await readRules(join(dirname(file), rules), { skipTests: true }) : rules,
    cases,
  }
}

function parse(file: string, yaml: string) {
  try {
    return parseCases(yaml)
  } catch (error) {
    const faults = (error as Error).message.replaceAll(/^/gm, '  ')
    throw new CommandFailure(`\`${file}\` is not a file of cases:\n${faults}`)
  }
}
