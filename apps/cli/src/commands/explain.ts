import { Command } from 'commander'
import { apiKeyOption, ask, type ServerOptions, urlOption } from '../connect.ts'
import { printable } from '../printable.ts'

interface ExplainOptions extends ServerOptions {
  readonly json?: true
}

export const explain = new Command('explain')
  .description('Say how a recorded trace was judged: what became of every rule, and why')
  .argument('<trace-id>', 'id of the trace, as its check answered it')
  .addOption(urlOption())
  .addOption(apiKeyOption())
  .option('--json', 'print the explanation as JSON')
  .addHelpText(
    'after',
    `
The server judges the trace again, by the rule set of its time. Exit code: 0 when that gives what was recorded, 1 when it
does not, 3 when there is no explanation.

Example:
  $ agentsentry explain 0193b0c5-6f0e-7cc0-9d39-0d2a8e1f0b11`,
  )
  .action(async (traceId: string, { json, ...server }: ExplainOptions) => {
    const explanation = await ask(server, (client) => client.explanation(traceId))
    console.log(json ? JSON.stringify(explanation, null, 2) : explanation.text.split('\n').map(printable).join('\n'))
    if (!explanation.consistent) process.exitCode = 1
  })
