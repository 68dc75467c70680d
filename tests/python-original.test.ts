import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startLiveServer } from './live-server.ts'
import { runCommand } from './run-command.ts'

// Programs that were written for the Python original know nothing of this one, and must not notice.

const program = join(import.meta.dirname, 'python-original-client.py')
const hasPython = spawnSync('python3', ['--version']).status === 0
/** A machine of a person may lack Python; in continuous integration that would be a test that never runs. */
const skips = !hasPython && process.env.CI !== 'true'

const titleOf = (title: string) => (skips ? `${title} (there is no python3)` : title)

test.skipIf(skips)(titleOf('a client of the Python original works with an open API'), async () => {
  expect(await runClient({})).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\d+ passed\n$/) })
})

test.skipIf(skips)(titleOf('a client of the Python original works with a key, and is refused without'), async () => {
  const key = 'a-key-of-the-original'
  const { code, stderr, stdout } = await runClient({ AGENTSENTRY_API_KEY: key }, key)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('ok POST /rules is 401 with the key None')
  expect(stdout).toContain('ok DELETE /rules/1 is 403 with the key wrong')
})

async function runClient(env: Record<string, string>, ...more: string[]) {
  const server = await startLiveServer({ env })
  try {
    return await runCommand([program, server.url, ...more], { program: ['python3'] })
  } finally {
    await server.stop()
  }
}
