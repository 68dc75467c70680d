import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HookServer, startHookServer } from './hook-server.ts'
import { root } from './run-command.ts'

// What each agent sends, word for word, and what it must be told: `tests/hook/AGENT.json`. Only ids of traces differ.

interface Golden {
  readonly title: string
  readonly stdin: object
  readonly stdout: object
}

let hooks: HookServer
beforeAll(async () => {
  hooks = await startHookServer()
})
afterAll(() => hooks.stop())

describe.each(['claude', 'codex', 'gemini', 'cursor'])('%s', (agent) => {
  const golden: Golden[] = JSON.parse(readFileSync(join(root, `tests/hook/${agent}.json`), 'utf8'))

  test.concurrent.each(golden)('$title', async ({ stdin, stdout }) => {
    const run = await hooks.hook(stdin, ['--agent', agent])
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(run.stdout.replaceAll(/trace [0-9a-f-]{36}/g, 'trace ID'))).toEqual(stdout)
  })
})
