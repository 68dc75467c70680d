import { fileURLToPath } from 'node:url'
import type { RuleDefinition } from '@agentsentry/contract'
import { type ParseRulesOptions, parseRules } from '@agentsentry/engine'
import { CommandFailure } from './command-failure.ts'
import { readText } from './read-text.ts'

/** The rules of a document. Throws `CommandFailure` that names every fault of every rule with its line. */
export async function readRules(file: string, options?: ParseRulesOptions): Promise<RuleDefinition[]> {
  const { rules, faults } = parseRules(await readText(file), options)
  if (faults.length === 0) return rules
  const lines = faults.map(({ line, rule, message }) => {
    return `  line ${line}: ${rule === null ? '' : `rule \`${rule}\`: `}${message}`
  })
  throw new CommandFailure(`the rules in \`${file}\` cannot be used:\n${lines.join('\n')}`)
}

/** The rules that a new store begins with. */
export function readStarterRules(): Promise<RuleDefinition[]> {
  return readRules(fileURLToPath(new URL('../../../rules/starter.yaml', import.meta.url)), { skipTests: true })
}
