import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { failureExitCode } from './command-failure.ts'

/** Every command, in the order in which help lists them. Each loads what it needs, so that none waits for the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./commands/up.ts')).up,
  api: async () => (await import('./commands/api.ts')).api,
  worker: async () => (await import('./commands/worker.ts')).worker,
  dashboard: async () => (await import('./commands/dashboard.ts')).dashboard,
  check: async () => (await import('./commands/check.ts')).check,
  explain: async () => (await import('./commands/explain.ts')).explain,
  rules: async () => (await import('./commands/rules.ts')).rules,
  test: async () => (await import('./commands/test.ts')).test,
  replay: async () => (await import('./commands/replay.ts')).replay,
  hook: async () => (await import('./commands/hook.ts')).hook,
  keys: async () => (await import('./commands/keys.ts')).keys,
  projects: async () => (await import('./commands/projects.ts')).projects,
  audit: async () => (await import('./commands/audit.ts')).audit,
  migrate: async () => (await import('./commands/migrate.ts')).migrate,
}

/** Runs the command that the arguments of a process name. Sets the exit code for what Commander has told already. */
export async function runProgram(processArguments: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const program = new Command('agentsentry')
    .description('See what your agents do, and stop what they must not do.')
    .version(version)
    .exitOverride()
    .addHelpText('after', '\n`agentsentry help COMMAND` says more, with examples.')
  for (const load of named(processArguments[2])) program.addCommand(inheriting(await load(), program))
  try {
    await program.parseAsync(processArguments)
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : failureExitCode
  }
}

/** That command alone; all of them for help, and where none is called so. */
function named(word = '') {
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined
  return command === undefined ? Object.values(commands) : [command]
}

/** Commands within a command are given its settings too: Commander does that only for those that it makes itself. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const inner of command.commands) inheriting(inner, command)
  return command
}
