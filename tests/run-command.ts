import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { childEnvironment } from './child-environment.ts'

export interface CommandRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  /** What comes in on standard input. */
  readonly input?: string | Uint8Array
  /** All of the environment, beside what every program is given. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** What runs the arguments; without it, `agentsentry` on the Node of the tests. */
  readonly program?: readonly [string, ...string[]]
}

export const root = resolve(import.meta.dirname, '..')
const agentsentry = [process.execPath, join(root, 'apps/cli/src/main.ts')] as const

/** Runs a command in a process of its own until it ends. */
export async function runCommand(
  commandArguments: readonly string[],
  { input = '', env = {}, cwd = root, program = agentsentry }: CommandOptions = {},
): Promise<CommandRun> {
  const [file, ...before] = program
  const child = spawn(file, [...before, ...commandArguments], { cwd, env: { ...childEnvironment, ...env } })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  // A command that ends before it has read its input closes the pipe.
  child.stdin.on('error', () => {}).end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}
