import type { RuleDefinition } from '@agentsentry/contract'
import { type Case, runCase, runRuleTests, warnRules } from '@agentsentry/engine'
import { Command } from 'commander'
import { PipelineDoor } from '../cases/pipeline-door.ts'
import { type CaseFile, readCaseFile } from '../cases/read-case-file.ts'
import { CommandFailure } from '../command-failure.ts'
import { printable } from '../printable.ts'
import { formatWarning } from '../rules/format-rule-report.ts'

export const test = new Command('test')
  .description('Run YAML cases (rules, traces, and the verdicts that they must get) and the tests inside rules')
  .argument('<file...>', 'files of cases, or rules documents')
  .addHelpText(
    'after',
    `
The tests that a rule carries run on that rule alone. Each case runs as a session through the whole pipeline over a store
in memory, so what is recorded is compared as well.
Exit code: 0 when all passed, 1 when one failed, 3 when a file cannot be read or holds neither.

Example:
  $ agentsentry test cases/*.yaml`,
  )
  .action(async (files: string[]) => {
    const door = new PipelineDoor()
    let passed = 0
    let failed = 0
    for (const { file, rules, cases } of await readAll(files)) {
      // The rules of a file of cases serve the cases; those of a document are meant for use.
      if (cases.length === 0)
        for (const warning of warnRules(rules)) console.error(`${file}: ${formatWarning(warning)}`)
      for (const rule of rules) {
        const failures = runRuleTests(rule)
        failed += failures.length
        passed += countExamples(rule) - failures.length
        for (const { kind, index, message } of failures) {
          console.log([`${file}: rule \`${rule.name}\`, tests/${kind}/${index}`, message].map(printable).join('\n  '))
        }
      }
      for (const single of cases) {
        const faults = await faultsOf(door, rules, single)
        if (faults.length === 0) passed++
        else {
          failed++
          console.log([`${file}: ${single.name}`, ...faults].map(printable).join('\n  '))
        }
      }
    }
    await door.close()
    console.log(`${passed} passed, ${failed} failed`)
    if (failed > 0) process.exitCode = 1
  })

/** All files, before anything runs: a summary that leaves a file out would pass for a good one. */
async function readAll(files: readonly string[]): Promise<CaseFile[]> {
  const read = await Promise.allSettled(files.map(readCaseFile))
  const unreadable = read.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  const unforeseen = unreadable.find((reason) => !(reason instanceof CommandFailure))
  if (unforeseen !== undefined) throw unforeseen
  if (unreadable.length > 0) throw new CommandFailure(unreadable.map(({ message }) => message).join('\n'))
  return read.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

function countExamples({ tests }: RuleDefinition): number {
  return tests === null ? 0 : tests.match.length + tests.pass.length
}

async function faultsOf(door: PipelineDoor, rules: CaseFile['rules'], single: Case): Promise<readonly string[]> {
  try {
    return (await runCase(door, rules, single)).faults
  } catch (error) {
    return [`the trace was refused: ${(error as Error).message}`]
  }
}
