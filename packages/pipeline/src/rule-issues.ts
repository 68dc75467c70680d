import type { ProblemIssue } from '@agentsentry/contract'
import { describeFault, type RuleFault, type RulesDocumentFault } from '@agentsentry/engine'

/** Faults of one rule as the API tells them, with paths into the rule. */
export function ruleIssues(faults: readonly RuleFault[]): ProblemIssue[] {
  return faults.map((fault) => {
    const { rule, field, position = null, code, hint = null } = fault
    return { path: `/${field}`, message: describeFault(fault), rule, field, position, code, hint }
  })
}

/** Faults of a rules document as the API tells them, with the lines of the entries. */
export function documentIssues(faults: readonly RulesDocumentFault[]): ProblemIssue[] {
  return faults.map(({ line, rule, message, field, position, code, hint }) => ({
    path: `line ${line}`,
    message: rule === null ? message : `rule \`${rule}\`: ${message}`,
    rule,
    field,
    position,
    code,
    hint,
  }))
}
