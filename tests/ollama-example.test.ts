import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { AgentSentryClient } from '@agentsentry/sdk'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { type OllamaOptions, type OllamaServer, startOllama } from './ollama-server.ts'

// The example with a local model, as a reader runs it, before a server that speaks Ollama's API.

let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer()
  const client = new AgentSentryClient({ baseUrl: server.url })
  await client.createRule({ name: 'no_mayflies', pattern: 'mayfly', decision: 'block' })
})
afterAll(() => server.stop())

let ollama: OllamaServer
afterEach(() => ollama?.stop())

async function run(options: OllamaOptions, { env = {}, question }: { env?: object; question?: string } = {}) {
  ollama = await startOllama(options)
  return start({ OLLAMA_HOST: ollama.url, ...env }, question)
}

function start(env: object, question?: string): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const args = ['examples/ollama-demo.ts', ...(question === undefined ? [] : [question])]
    const own = { PATH: process.env.PATH, AGENTSENTRY_API_URL: server.url, ...env }
    const child = execFile(
      process.execPath,
      args,
      { cwd: resolve(import.meta.dirname, '..'), env: own },
      (_, out, err) => done({ code: child.exitCode, output: out + err }),
    )
  })
}

const paths = () => ollama.calls.map(({ path }) => path)

test('the first model is asked by `/api/chat`, and its reply is judged and printed', async () => {
  const { code, output } = await run({ models: ['tiny:1b', 'big:70b'], reply: 'Never tell it to anybody.' })
  expect(output).toMatch(/^model tiny:1b\nsession [0-9a-f-]{36}\nquestion: \w+\n/)
  expect(output).toContain('reply: allow\n  Never tell it to anybody.\n')
  expect([code, paths()]).toEqual([0, ['/api/tags', '/api/chat']])
  expect(ollama.calls[1]?.body).toMatchObject({ model: 'tiny:1b', stream: false, messages: [{ role: 'user' }] })
  const client = new AgentSentryClient({ baseUrl: server.url })
  const [session] = (await client.sessions({ agent: 'example-ollama' })).items
  const { items } = await client.traces(session?.id ?? '', { order: 'asc' })
  expect(items.map(({ phase }) => phase)).toEqual(['user', 'assistant'])
})

test('a build that does not know `/api/chat` is asked by `/api/generate`', async () => {
  const { code, output } = await run({ models: ['old'], reply: 'I am old.', chats: false })
  expect(output).toContain('I am old.')
  expect([code, paths()]).toEqual([0, ['/api/tags', '/api/chat', '/api/generate']])
})

test('a reply that is blocked is not printed, but why it was', async () => {
  const { code, output } = await run({ models: ['m'], reply: 'A mayfly lives for a day, and all is well.' })
  expect(output).toMatch(/reply: block\n {2}no_mayflies: mayfly\n {2}withheld\n/)
  expect(output).not.toContain('all is well')
  expect(code).toBe(0)
})

test('a question that is blocked never reaches the model', async () => {
  const { output } = await run({ models: ['m'] }, { question: 'what is a mayfly?' })
  expect(output).toContain('question: block')
  expect(paths()).toEqual(['/api/tags'])
})

test('the model can be named', async () => {
  const { output } = await run({ models: ['a', 'b:latest'], reply: 'hi' }, { env: { OLLAMA_MODEL: 'b' } })
  expect(output).toMatch(/^model b:latest\n/)
})

test('what is missing is said: a model, that model, Ollama, AgentSentry', async () => {
  expect(await run({})).toEqual({ code: 1, output: expect.stringContaining('has no model. Fetch one: ollama pull') })
  await ollama.stop()
  const other = await run({ models: ['a'] }, { env: { OLLAMA_MODEL: 'b' } })
  expect(other).toEqual({ code: 1, output: expect.stringContaining('has no `b`, but a. Fetch one: ollama pull b') })
  const gone = await start({ OLLAMA_HOST: '127.0.0.1:1' })
  expect(gone).toEqual({ code: 1, output: expect.stringContaining('is not there. Start it with `ollama serve`') })
  const alone = await start({ OLLAMA_HOST: ollama.url, AGENTSENTRY_API_URL: 'http://127.0.0.1:1' })
  expect(alone).toEqual({ code: 1, output: expect.stringContaining('Start it with `npm start`') })
})
