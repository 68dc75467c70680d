import { Command, Option } from 'commander'
import { agentNames } from '../hook/hook-options.ts'
import {
  type ChangeOptions,
  type InstallOptions,
  installHooks,
  uninstallHooks,
} from '../hook/install/change-settings.ts'
import { runHook } from '../hook/run-hook.ts'

const agentOption = () => new Option('--agent <name>', 'whose settings').choices(agentNames).makeOptionMandatory()
const policyOption = () =>
  new Option('--on-unavailable <policy>', 'what happens without a verdict').choices(['deny', 'allow']).default('deny')
const projectOption = () =>
  new Option('--project', 'the settings of the project in this folder (default)').conflicts('user')

const install = new Command('install')
  .description("Put the hooks into an agent's settings, after showing the change")
  .addOption(agentOption())
  .addOption(projectOption())
  .option('--user', 'the settings of the user')
  .addOption(policyOption())
  .option('--program <command>', 'what starts agentsentry (default: this Node and this program, by their paths)')
  .option('--dry-run', 'show the change only')
  .option('--yes', 'do not ask')
  .action((options: InstallOptions) => installHooks(options))

const uninstall = new Command('uninstall')
  .description('Undo that')
  .addOption(agentOption())
  .addOption(projectOption())
  .option('--user', 'the settings of the user')
  .option('--dry-run', 'show the change only')
  .option('--yes', 'do not ask')
  .action((options: ChangeOptions) => uninstallHooks(options))

export const hook = new Command('hook')
  .description('Answer one event of a coding agent: may this call run, may this result be read')
  .usage('--agent <name> [options] | install|uninstall [options]')
  // Its own options are read by the hook itself: here they would be taken from those of `install`.
  .allowUnknownOption()
  .allowExcessArguments()
  .addHelpText(
    'after',
    `
  --agent <name>             whose event it is: ${agentNames.join(', ')}
  --on-unavailable <policy>  what happens without a verdict: deny (default) or allow
  --timeout-ms <ms>          longest wait for a verdict (default: 5000, at most 25000)

Reads the event from standard input and answers on standard output, as the agent expects. It asks the server that
AGENTSENTRY_API_URL names, with the key in AGENTSENTRY_API_KEY. Exit code: 0 with an answer, 2 (which every agent takes for
a no) without one.

Examples:
  $ agentsentry hook install --agent claude --project
  $ echo '{"hook_event_name":"PreToolUse","session_id":"s","tool_name":"Bash","tool_input":{"command":"rm -rf /"}}' \\
      | agentsentry hook --agent claude`,
  )
  .addCommand(install)
  .addCommand(uninstall)
  .action(() => runHook(process.argv.slice(3)))
