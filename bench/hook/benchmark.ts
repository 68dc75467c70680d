import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AgentSentryClient } from '@agentsentry/sdk'
import { startLiveServer } from '../../tests/live-server.ts'
import { describeMachine } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { spreadOf } from '../spread.ts'

const root = resolve(import.meta.dirname, '../..')
const names = ['`node -e 0`', 'bare script with one POST', '`agentsentry hook`'] as const
type Name = (typeof names)[number]

/** `npm run bench -- hook`: how long a coding agent waits for its hook, from the start of the process to its end. */
export async function run(parameters: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...parameters],
    options: { quick: { type: 'boolean' }, rounds: { type: 'string' }, write: { type: 'boolean' } },
  })
  const rounds = Number(values.rounds ?? (values.quick ? 5 : 60))
  const stateHome = mkdtempSync(join(tmpdir(), 'agentsentry-bench-hook-'))
  const server = await startLiveServer()
  try {
    const { id } = await new AgentSentryClient({ baseUrl: server.url }).createSession()
    const contenders: Record<Name, readonly string[]> = {
      '`node -e 0`': ['-e', '0'],
      'bare script with one POST': [join(import.meta.dirname, 'bare-post.mjs')],
      '`agentsentry hook`': [join(root, 'apps/cli/bin/agentsentry.mjs'), 'hook', '--agent', 'claude'],
    }
    const env = { API_URL: server.url, SESSION_ID: id, AGENTSENTRY_API_URL: server.url, XDG_STATE_HOME: stateHome }
    const times = new Map<Name, number[]>(names.map((name) => [name, []]))
    // The first rounds make the session and the compiled files, as the first call of an agent does.
    for (let round = -2; round < rounds; round += 1)
      for (const name of rotated(names, round + 2)) {
        const ms = measure(contenders[name], env)
        if (round >= 0) times.get(name)?.push(ms)
      }
    const results = [
      `- ${describeMachine()}`,
      `- ${rounds} rounds, each contender once in each`,
      '',
      ...table(times),
    ].join('\n')
    console.log(results)
    if (values.write) writeSection('hook', results)
  } finally {
    await server.stop()
    rmSync(stateHome, { recursive: true, force: true })
  }
}

function measure(contender: readonly string[], env: Readonly<Record<string, string>>): number {
  const event = {
    session_id: 'bench',
    cwd: root,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command: 'ls -la' },
  }
  const began = performance.now()
  const { status, stdout } = spawnSync(process.execPath, contender, {
    input: JSON.stringify(event),
    env,
    encoding: 'utf8',
  })
  const ms = performance.now() - began
  if (status !== 0 || (contender[0] !== '-e' && stdout !== '{}\n'))
    throw new Error(`\`${contender.join(' ')}\` ended with ${status} and said ${stdout}`)
  return ms
}

function table(times: ReadonlyMap<Name, readonly number[]>): string[] {
  const of = (name: Name) => times.get(name) ?? []
  const [node, bare, hook] = names.map(of) as [number[], number[], number[]]
  const beyond = spreadOf(hook.map((ms, round) => ms - (node[round] ?? 0)))
  const ratio = spreadOf(hook.map((ms, round) => ms / (bare[round] ?? 0)))
  return [
    '| | p50 ms | p90 ms |',
    '|---|--:|--:|',
    ...names.map(
      (name) => `| ${name} | ${quantile(of(name), 0.5).toFixed(1)} | ${quantile(of(name), 0.9).toFixed(1)} |`,
    ),
    '',
    `- \`agentsentry hook\` − \`node -e 0\`, within a round: median ${beyond.median.toFixed(1)} ms; target ≤ 50 ms: ${beyond.median <= 50 ? 'met' : 'missed'}`,
    `- \`agentsentry hook\` ÷ bare script, within a round: median ${ratio.median.toFixed(2)}`,
  ]
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  return items.map((_, at) => items[(at + by) % items.length] as Item)
}
