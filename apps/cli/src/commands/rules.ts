import type { RuleDefinition } from '@agentsentry/contract'
import { Command } from 'commander'
import { chooseRules } from '../check/choose-rules.ts'
import { apiKeyOption, ask, type ServerOptions, urlOption } from '../connect.ts'
import { printable } from '../printable.ts'
import { explainRules } from '../rules/explain-rules.ts'
import { formatRuleReport } from '../rules/format-rule-report.ts'

interface ExplainOptions extends ServerOptions {
  readonly json?: true
}

const explain = new Command('explain')
  .description('Say of each rule how it is run, what it costs, and what is odd about it')
  .argument('[file]', 'a rules document; - is standard input (default: the store that DATABASE_URL names)')
  .addOption(urlOption('address of an API whose rules to explain'))
  .addOption(apiKeyOption())
  .option('--json', 'print it as JSON')
  .addHelpText(
    'after',
    `
The columns:
  executor  what runs the pattern: v8 (where it is proved linear and of the same meaning), re2js, or phrases
  literals  one of these occurs in whatever the rule matches; texts without any of them cost next to nothing
  costly    yes, and why, where there is no such literal: the rule runs on every text that is in its scope

Exit code: 0, whatever it finds; 3 when there are no rules to explain.

Examples:
  $ agentsentry rules explain my-rules.yaml
  $ agentsentry rules explain --url http://localhost:8000`,
  )
  .action(async (file: string | undefined, { json, ...server }: ExplainOptions) => {
    const report = explainRules(await rulesFrom(file, server))
    console.log(json ? JSON.stringify(report, null, 2) : formatRuleReport(report))
  })

/** A file that is named goes before a server that the environment names. */
async function rulesFrom(file: string | undefined, server: ServerOptions): Promise<readonly RuleDefinition[]> {
  if (file === undefined && server.url !== undefined) return ask(server, (client) => client.rules())
  const { rules, note } = await chooseRules(file)
  if (note !== null) console.error(`agentsentry: ${printable(note)}`)
  return rules
}

export const rules = new Command('rules').description('Look at rules').addCommand(explain)
