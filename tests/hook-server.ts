import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AgentSentryClient } from '@agentsentry/sdk'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { type CommandRun, root, runCommand } from './run-command.ts'

export const launcher = [process.execPath, join(root, 'apps/cli/bin/agentsentry.mjs')] as const

/** A server with one rule for each decision (`tests/hook/rules.yaml`), and a home of its own for the hook. */
export interface HookServer {
  readonly server: LiveServer
  readonly client: AgentSentryClient
  /** What the hook keeps is in here. */
  readonly stateHome: string
  /** Runs the hook as an agent does. `env` replaces what the hook is given of the environment. */
  hook(event: unknown, hookArguments: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandRun>
  stop(): Promise<void>
}

export async function startHookServer(): Promise<HookServer> {
  const server = await startLiveServer()
  const client = new AgentSentryClient({ baseUrl: server.url })
  for (const { id } of await client.rules()) await client.deleteRule(id)
  await client.importRules(readFileSync(join(root, 'tests/hook/rules.yaml'), 'utf8'))
  const stateHome = mkdtempSync(join(tmpdir(), 'agentsentry-hook-'))
  return {
    server,
    client,
    stateHome,
    hook: (event, hookArguments, env = {}) =>
      runCommand(['hook', ...hookArguments], {
        input: typeof event === 'string' || event instanceof Uint8Array ? event : JSON.stringify(event),
        env: { AGENTSENTRY_API_URL: server.url, XDG_STATE_HOME: stateHome, ...env },
        program: launcher,
      }),
    stop: async () => {
      await server.stop()
      rmSync(stateHome, { recursive: true, force: true })
    },
  }
}
