import { Command, Option } from 'commander'
import { agentNames } from '../hook/hook-options.ts'
import { runHook } from '../hook/run-hook.ts'

export const hook = new Command('hook')
  .description('Answer one event of a coding agent: may this call run, may this result be read')
  .addOption(new Option('--agent <name>', 'whose event it is').choices(agentNames).makeOptionMandatory())
  .addOption(
    new Option('--on-unavailable <policy>', 'what happens without a verdict')
      .choices(['deny', 'allow'])
      .default('deny'),
  )
  .option('--timeout-ms <ms>', 'longest wait for a verdict', '5000')
  .addHelpText(
    'after',
    `
Reads the event from standard input and answers on standard output, as the agent expects. It asks the server that
AGENTSENTRY_API_URL names, with the key in AGENTSENTRY_API_KEY. Exit code: 0 with an answer, 2 (which every agent takes for
a no) without one.

Examples:
  $ agentsentry hook install --agent claude --project
  $ echo '{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Bash","tool_input":{"command":"rm -rf /"}}' \\
      | agentsentry hook --agent claude`,
  )
  .action((options: { agent: string; onUnavailable: string; timeoutMs: string }) =>
    runHook([
      ...['--agent', options.agent],
      ...['--on-unavailable', options.onUnavailable],
      ...['--timeout-ms', options.timeoutMs],
    ]),
  )
