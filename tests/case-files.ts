import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { RuleDefinition } from '@agentsentry/contract'
import { type Case, parseCases, parseRules } from '@agentsentry/engine'

const root = resolve(import.meta.dirname, '..')

export interface CaseFile {
  readonly file: string
  readonly rules: readonly RuleDefinition[]
  readonly cases: readonly Case[]
}

/** Every file of cases in the project: `cases/*.yaml`, and those that stand beside a rule pack. */
export function readCaseFiles(): CaseFile[] {
  const inFolder = (folder: string, ending: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => join(root, folder, name))
  return [...inFolder('cases', '.yaml'), ...inFolder('rules', '.cases.yaml')].map((path) => {
    const { rules, cases } = parseCases(readFileSync(path, 'utf8'))
    return {
      file: relative(root, path),
      rules: typeof rules === 'string' ? readRules(join(dirname(path), rules)) : rules,
      cases,
    }
  })
}

function readRules(path: string): RuleDefinition[] {
  const { rules, faults } = parseRules(readFileSync(path, 'utf8'))
  if (faults.length > 0) throw new Error(`${path}: ${JSON.stringify(faults)}`)
  return rules
}
