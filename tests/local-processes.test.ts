import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AgentSentryClient } from '@agentsentry/sdk'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { until } from './until.ts'

// Agents that judge for themselves, in processes of their own that end as they like.

let server: LiveServer
let client: AgentSentryClient
let folder: string
beforeAll(async () => {
  server = await startLiveServer()
  client = new AgentSentryClient({ baseUrl: server.url })
  folder = await mkdtemp(join(tmpdir(), 'agentsentry-local-'))
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function startAgent(mode: 'exit' | 'linger', place: string, steps: readonly string[], url = server.url) {
  const program = fileURLToPath(new URL('./local-agent.ts', import.meta.url))
  const child = spawn(process.execPath, [program, url, place, mode, ...steps], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const exited = once(child, 'exit')
  return {
    child,
    exited,
    lines: () => printed.trimEnd().split('\n'),
    session: () => /session (\S+)/.exec(printed)?.[1] ?? '',
    done: () => until(async () => (printed.includes('done\n') ? true : null)),
  }
}

async function recorded(session: string) {
  const { items } = await client.traces(session, { order: 'asc', limit: 200 })
  return items.map(({ content, decision }) => [(content.args as { command: string }).command, decision])
}

const harm = 'rm -rf /'
const steps = ['one', harm, 'two', harm, 'three']
const judged = steps.map((step) => [step, step === harm ? 'block' : 'allow'])

test.each(['', 'with a folder'])(
  'a process that has nothing else to do sends all and ends (folder: `%s`)',
  async (name) => {
    const agent = startAgent('exit', name && join(folder, name), steps)
    expect((await agent.exited)[0]).toBe(0)
    expect(await recorded(agent.session())).toEqual(judged)
  },
)

test('a process whose server is gone ends all the same, and the next one sends what it left', async () => {
  const place = join(folder, 'gone')
  const first = startAgent('linger', place, [harm])
  await first.done()
  first.child.kill('SIGKILL')
  await first.exited
  const without = startAgent('exit', place, steps, 'http://127.0.0.1:1')
  const beganMs = performance.now()
  expect((await without.exited)[0]).toBe(0)
  expect(performance.now() - beganMs).toBeLessThan(25_000)
  const last = startAgent('exit', place, ['last'])
  expect((await last.exited)[0]).toBe(0)
  expect(await recorded(first.session())).toEqual([[harm, 'block']])
  const { items } = await client.sessions()
  const sessions = await Promise.all(items.map(({ id }) => recorded(id)))
  expect(sessions).toContainEqual(judged)
  // What earlier processes wrote is gone; only the segment of the last one, which closed nothing, is there.
  expect((await readdir(place)).filter((name) => name.startsWith('traces-'))).toHaveLength(1)
})

test('no block that was answered is lost when the process is killed, nor what came before it', async () => {
  const place = join(folder, 'killed')
  const agent = startAgent('linger', place, steps.slice(0, 4))
  await agent.done()
  agent.child.kill('SIGKILL')
  await agent.exited
  expect(agent.lines().filter((line) => line.startsWith('block'))).toHaveLength(2)
  expect(await recorded(agent.session())).toEqual([])
  const next = startAgent('exit', place, [])
  expect((await next.exited)[0]).toBe(0)
  expect(await recorded(agent.session())).toEqual(judged.slice(0, 4))
})

test('killed at any moment: each block that was answered is recorded, all are recorded once, and in order', async () => {
  for (let round = 0; round < 6; round += 1) {
    const place = join(folder, `any-${round}`)
    const many = Array.from({ length: 150 }, (_, step) => (step % 5 === 4 ? `${harm} ${step}` : `step ${step}`))
    const agent = startAgent('exit', place, many)
    // The first block is answered by then: what came before it is on disk as well.
    await until(async () => (agent.lines().length > 6 + round * 20 ? true : null))
    agent.child.kill('SIGKILL')
    await agent.exited
    const answered = agent.lines().filter((line) => /^(allow|block) /.test(line)).length
    const next = startAgent('exit', place, [])
    expect((await next.exited)[0]).toBe(0)
    const found = (await recorded(agent.session())).map(([step]) => step as string)
    expect(found).toEqual(many.filter((step) => found.includes(step)))
    const blocks = many.slice(0, answered).filter((step) => step.startsWith(harm))
    expect(blocks.filter((step) => !found.includes(step))).toEqual([])
    expect(found.length).toBeGreaterThan(0)
  }
})

test('a folder is kept to one process', async () => {
  const place = join(folder, 'one')
  const agent = startAgent('linger', place, ['one'])
  await agent.done()
  const { LocalTracer } = await import('@agentsentry/sdk/local')
  await expect(LocalTracer.open(client, { folder: place })).rejects.toMatchObject({ code: 'folder_in_use' })
  agent.child.kill('SIGKILL')
  await agent.exited
  const tracer = await LocalTracer.open(client, { folder: place })
  expect(await tracer.close()).toBe(true)
})

test('the lines of docs/local.md run as they stand', async () => {
  const page = await readFile(new URL('../docs/local.md', import.meta.url), 'utf8')
  const [, lines = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  // Beside the tests, where the packages of the project are found.
  const place = await mkdtemp(join(import.meta.dirname, '.docs-'))
  try {
    await writeFile(join(place, 'lines.ts'), lines.replace('http://localhost:8000', server.url))
    const child = spawn(process.execPath, ['lines.ts'], { cwd: place, stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    expect((await once(child, 'exit'))[0]).toBe(0)
    expect(printed).toMatch(/^ran ls \{/)
    const [session] = (await client.sessions({ q: 'Nightly run' })).items
    expect((await client.traces(session?.id ?? '')).items).toHaveLength(2)
  } finally {
    await rm(place, { recursive: true })
  }
})
