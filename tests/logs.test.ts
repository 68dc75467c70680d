import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { hostileInputs } from './hostile-inputs.ts'
import { sendBytes } from './hostile-sender.ts'
import { startLiveServer } from './live-server.ts'

// What the real program logs, at every level, while it is used and attacked.

const apiKey = 'as-it-happens-the-key-of-this-test'
const canary = 'canary-4f1d9c'
const secret = 'AKIAIOSFODNN7EXAMPLE'

/** A judge that is never well, so that its failures are logged too. */
const judge = createServer((_request, response) => response.writeHead(500).end(canary))
await new Promise<void>((resolve) => judge.listen(0, '127.0.0.1', resolve))
afterAll(() => judge.close())

async function logOf(level: string): Promise<string[]> {
  const server = await startLiveServer({
    env: {
      LOG_LEVEL: level,
      AGENTSENTRY_API_KEY: apiKey,
      OPENROUTER_BASE_URL: `http://127.0.0.1:${(judge.address() as AddressInfo).port}/v1`,
    },
  })
  const api = clientOf(server.url)
  const session = await api.newSession({ title: canary })
  const first = await api.check(session.id, 'tool', { tool: canary, args: { text: `${canary} ${secret}` } })
  await api.get(`/sessions?title=${canary}`)
  await api.get(`/${canary}`)
  await api.post('/traces', `{"text": ${canary}`, { 'content-type': 'application/json' })
  await api.post('/rules', { name: canary, pattern: `(${canary}` }, { authorization: `Bearer ${apiKey}` })
  await api.get('/sessions', { authorization: `Bearer ${canary}`, 'x-request-id': 'given-1' })
  // Documents of rules that take long to read are left out: there are others like them.
  const inputs = hostileInputs({ sessionId: session.id, traceId: first.id, apiKey })
  const left = inputs.filter(({ name }) => !name.startsWith('a document'))
  const sendAll = async () => {
    for (let input = left.pop(); input !== undefined; input = left.pop())
      await sendBytes(server.url, input.bytes, input.after === undefined ? {} : { after: input.after })
  }
  await Promise.all(Array.from({ length: 20 }, sendAll))
  await server.stop()
  return server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
}

test.each(['info', 'trace'])('no content, no key and no secret is logged at `%s`', async (level) => {
  const lines = await logOf(level)
  const text = lines.join('\n')
  expect(lines.length).toBeGreaterThan(0)
  for (const word of [canary, secret, apiKey, 'Bearer', 'rm -rf', 'drop table', '?']) expect(text).not.toContain(word)
  // What was answered has a line at `debug`, with its request's id, and none at `info`.
  const answered = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered')
  if (level === 'info') return expect(answered).toEqual([])
  expect(answered.length).toBeGreaterThan(200)
  expect(answered.every(({ request_id, method, route, status }) => request_id && method && route && status)).toBe(true)
  expect(answered.map(({ request_id }) => request_id)).toContain('given-1')
})

test('a request id is taken over where it is sane, else made, and told in the answer', async () => {
  const server = await startLiveServer()
  const idOf = async (given?: string) => {
    const headers = given === undefined ? {} : { 'x-request-id': given }
    return (await fetch(`${server.url}/healthz`, { headers })).headers.get('x-request-id')
  }
  expect(await idOf('0193b0c5-6f0e-7cc0-9d39-0d2a8e1f0b11')).toBe('0193b0c5-6f0e-7cc0-9d39-0d2a8e1f0b11')
  const made = [await idOf(), await idOf(), await idOf('two words'), await idOf('x'.repeat(65)), await idOf('{"a":1}')]
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/)
  expect(new Set(made).size).toBe(made.length)
  await server.stop()
})
