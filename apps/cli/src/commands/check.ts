import { type Decision, decisionStrength, phaseOf, type Role, roleSchema } from '@agentsentry/contract'
import { compileRuleSet, evaluate } from '@agentsentry/engine'
import { Command, Option } from 'commander'
import { chooseRules } from '../check/choose-rules.ts'
import { formatVerdict } from '../check/format-verdict.ts'
import { parseTrace } from '../check/parse-trace.ts'
import { printable } from '../printable.ts'
import { readText } from '../read-text.ts'

interface CheckOptions {
  readonly rules?: string
  readonly role?: Role
  readonly json?: true
}

export const check = new Command('check')
  .description('Judge one content by the rules, offline; nothing is recorded')
  .argument('[file]', 'JSON content, a JSON trace {role, content}, or plain text; - is standard input', '-')
  .option('--rules <file>', 'judge by this rules document, not by the store that DATABASE_URL names')
  .addOption(
    new Option('--role <role>', 'default: what the trace says, else tool where it has a `tool`, else user').choices(
      roleSchema.options,
    ),
  )
  .option('--json', 'print the verdict as JSON')
  .addHelpText(
    'after',
    `
Exit code: 0 allow, 1 warn, 2 redact, ask or block, 3 when there is no verdict.

Examples:
  $ echo '{"tool":"shell","args":{"command":"rm -rf /"}}' | agentsentry check
  $ agentsentry check --role assistant --rules my-rules.yaml answer.txt`,
  )
  .action(async (file: string, { rules: rulesFile, role: givenRole, json }: CheckOptions) => {
    const { rules, note: rulesNote } = await chooseRules(rulesFile)
    const { ruleSet, faults } = compileRuleSet(rules, { number: 0, hash: '' })
    tell(rulesNote)
    if (ruleSet.enabledCount === 0) tell('no rule is enabled: everything is allowed')
    for (const { rule, message } of faults) tell(`the rule \`${rule}\` cannot be evaluated: ${message}`)

    const { role, content, note: traceNote } = parseTrace(await readText(file), givenRole)
    tell(traceNote)
    const phase = phaseOf(role, content)
    const verdict = evaluate(ruleSet, { phase, content })
    const { decision, reasons, shadow, tally } = verdict
    console.log(
      json ? JSON.stringify({ decision, role, phase, reasons, shadow, rules: tally }) : formatVerdict(verdict),
    )
    process.exitCode = exitCodeOf(decision)
  })

/** Beside the verdict, so that what reads the verdict need not know of it. */
function tell(note: string | null): void {
  if (note !== null) console.error(`agentsentry: ${printable(note)}`)
}

function exitCodeOf(decision: Decision): number {
  return Math.min(decisionStrength(decision), 2)
}
