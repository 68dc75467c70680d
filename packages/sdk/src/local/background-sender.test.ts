import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../../tests/live-server.ts'
import { type LineToServer, lineTo } from '../../testing/line-to-server.ts'
import { untilTrue } from '../../testing/until-true.ts'
import { Enforcer } from '../index.ts'
import { type LocalOptions, LocalTracer, type LostTrace } from './index.ts'

let server: LiveServer
let folder: string
beforeAll(async () => {
  server = await startLiveServer({ env: { AGENTSENTRY_MAX_BODY_BYTES: '65536' } })
  folder = await mkdtemp(join(tmpdir(), 'agentsentry-local-'))
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const opened: LocalTracer[] = []
afterEach(async () => {
  for (const tracer of opened.splice(0)) await tracer.close(100)
})
async function open(options: LocalOptions = {}, line = lineTo(server.url)) {
  const lost: LostTrace[] = []
  const problems: string[] = []
  const tracer = await LocalTracer.open(line.client, {
    judgeMs: 5_000,
    acknowledgeMs: 20,
    onDrop: (trace) => lost.push(trace),
    onRefused: (trace) => lost.push(trace),
    onProblem: (message) => problems.push(message),
    ...options,
  })
  opened.push(tracer)
  return { tracer, line, lost, problems }
}

/** What the server holds, oldest first. */
async function recorded({ client }: LineToServer, sessionId: string): Promise<unknown[]> {
  const { items } = await client.traces(sessionId, { order: 'asc', limit: 200 })
  return items.map(({ content, decision }) => [content.text ?? content.args, decision])
}

const harm = 'rm -rf /'
const call = (tracer: LocalTracer, command: string) => tracer.tool('shell', command)

describe('traces', () => {
  it('arrive in the order of the steps, many at a time, also beside other sessions', async () => {
    const { tracer, line } = await open()
    const others = await Promise.all([1, 2, 3].map(() => tracer.forSession()))
    const before = line.begun.length
    const texts = Array.from({ length: 120 }, (_, step) => `step ${step}`)
    for (const text of texts) await Promise.all([tracer, ...others].map((each) => each.user(text)))
    expect(await tracer.flush()).toBe(true)
    for (const each of [tracer, ...others])
      expect(await recorded(line, await each.sessionId())).toEqual(texts.map((text) => [text, 'allow']))
    expect(line.begun.length - before).toBeLessThan(20)
  })

  it('wait while the server is not there, and then arrive in their order', async () => {
    const { tracer, line, problems } = await open()
    line.state = 'cut'
    for (const command of ['one', harm, 'three']) await call(tracer, command)
    expect(await tracer.flush(300)).toBe(false)
    expect(tracer.status).toMatchObject({ waiting: 3, recorded: 0 })
    expect(tracer.status.failedAttempts).toBeGreaterThan(0)
    expect(problems).toEqual([expect.stringContaining('cannot be sent')])
    line.state = 'whole'
    await untilTrue(() => tracer.status.waiting === 0)
    const expected = [
      ['one', 'allow'],
      [harm, 'block'],
      ['three', 'allow'],
    ]
    expect(await recorded(line, await tracer.sessionId())).toEqual(expected)
  })

  it('of which the answer was lost are recorded once', async () => {
    const { tracer, line } = await open()
    line.state = 'deaf'
    for (const command of ['one', harm]) await call(tracer, command)
    expect(await tracer.flush(300)).toBe(false)
    line.state = 'whole'
    expect(await tracer.flush()).toBe(true)
    expect(await recorded(line, await tracer.sessionId())).toEqual([
      ['one', 'allow'],
      [harm, 'block'],
    ])
    expect(tracer.status).toMatchObject({ recorded: 2, disagreed: 0 })
  })

  it('that are too large together come apart', async () => {
    const { tracer, line } = await open()
    const texts = Array.from({ length: 10 }, (_, step) => `${step}${'é'.repeat(14_000)}`)
    for (const text of texts) await tracer.user(text)
    expect(await tracer.flush()).toBe(true)
    expect(tracer.status).toMatchObject({ recorded: 10, refused: 0 })
    expect(await recorded(line, await tracer.sessionId())).toEqual(texts.map((text) => [text, 'allow']))
  })

  it('that the server refuses are told of and not sent again', async () => {
    const { tracer, line, lost } = await open()
    const other = await tracer.forSession()
    await line.client.deleteSession(await other.sessionId())
    const [kept, refused] = [await call(tracer, 'kept'), await call(other, 'refused')]
    expect(await tracer.flush()).toBe(true)
    expect(lost).toMatchObject([{ key: refused.id, code: 'session_unknown', decision: 'allow' }])
    expect(tracer.status).toMatchObject({ recorded: 1, refused: 1 })
    expect(await recorded(line, kept.session_id)).toEqual([['kept', 'allow']])
  })

  it('wait for a server that does not know the key any more', async () => {
    const { tracer, line } = await open()
    const { sendTraces } = line.client
    const { ApiError } = await import('../errors.ts')
    line.client.sendTraces = async () => {
      throw new ApiError({ status: 403, code: 'key_wrong', detail: 'no', errors: [], request: 'x' })
    }
    await call(tracer, harm)
    expect(await tracer.flush(300)).toBe(false)
    line.client.sendTraces = sendTraces
    expect(await tracer.flush()).toBe(true)
    expect(tracer.status).toMatchObject({ recorded: 1, refused: 0 })
  })
})

describe('a block', () => {
  it('is answered when the server has recorded it', async () => {
    const { tracer, line } = await open({ acknowledgeMs: 10_000, lingerMs: 5_000 })
    await call(tracer, 'one')
    await call(tracer, harm)
    expect(await recorded(line, await tracer.sessionId())).toEqual([
      ['one', 'allow'],
      [harm, 'block'],
    ])
  })

  it('waits no longer than it may for a server that is not there', async () => {
    const { tracer, line } = await open({ acknowledgeMs: 100 })
    line.state = 'cut'
    const beganMs = performance.now()
    expect((await call(tracer, harm)).decision).toBe('block')
    expect(performance.now() - beganMs).toBeGreaterThan(90)
    expect(performance.now() - beganMs).toBeLessThan(2_000)
    line.state = 'whole'
  })

  it('is on disk when it is answered, where there is a folder, with all that came before', async () => {
    const own = join(folder, 'block')
    const { tracer, line } = await open({ folder: own, acknowledgeMs: 60_000 })
    line.state = 'cut'
    await call(tracer, 'before')
    const { id } = await call(tracer, harm)
    const [segment = ''] = (await readdir(own)).filter((name) => name.endsWith('.jsonl'))
    const lines = (await readFile(join(own, segment), 'utf8')).trimEnd().split('\n')
    expect(lines.map((text) => JSON.parse(text))).toMatchObject([
      { kind: 'session' },
      { kind: 'trace', content: { args: 'before' } },
      { kind: 'trace', key: id, content: { args: harm }, local: { decision: 'block' } },
    ])
    line.state = 'whole'
  })
})

describe('where there is no more room', () => {
  it('what was let through goes, oldest first, and is told of', async () => {
    const { tracer, line, lost } = await open({ queueTraces: 5 })
    line.state = 'cut'
    const ids: string[] = []
    for (const command of ['a', harm, 'b', 'c', 'd', 'e', 'f']) ids.push((await call(tracer, command)).id)
    expect(tracer.status).toMatchObject({ waiting: 5, dropped: 2 })
    expect(lost).toMatchObject([
      { key: ids[0], code: 'queue_full', decision: 'allow' },
      { key: ids[2], decision: 'allow' },
    ])
    line.state = 'whole'
    expect(await tracer.flush()).toBe(true)
    const left = [[harm, 'block'], ...['c', 'd', 'e', 'f'].map((command) => [command, 'allow'])]
    expect(await recorded(line, await tracer.sessionId())).toEqual(left)
  })

  it('bytes count as well', async () => {
    const { tracer, line } = await open({ queueBytes: 100_000 })
    line.state = 'cut'
    for (let step = 0; step < 10; step += 1) await tracer.user('x'.repeat(10_000))
    expect(tracer.status).toMatchObject({ waiting: 4, dropped: 6 })
    line.state = 'whole'
  })

  it('blocks stay, and a block that finds no room is a denial whatever else is wished', async () => {
    const { tracer, line } = await open({ queueTraces: 3 })
    line.state = 'cut'
    for (let step = 0; step < 3; step += 1) await call(tracer, `${harm} ${step}`)
    const enforcer = new Enforcer(tracer, { onUnavailable: 'allow' })
    const denial = enforcer.guardAndCall('shell', harm, () => 'ran')
    await expect(denial).rejects.toMatchObject({ toolRan: false, unavailable: true, cause: { code: 'queue_full' } })
    expect((await call(tracer, 'fine')).decision).toBe('allow')
    expect(tracer.status).toMatchObject({ waiting: 3, dropped: 1 })
    line.state = 'whole'
    expect(await tracer.flush()).toBe(true)
    expect(await recorded(line, await tracer.sessionId())).toHaveLength(3)
  })

  it('in memory, what is on disk need not be in it', async () => {
    const { tracer, line } = await open({ folder: join(folder, 'overflow'), queueBytes: 100_000 })
    line.state = 'cut'
    const texts = Array.from({ length: 60 }, (_, step) => `${step} ${'x'.repeat(10_000)}`)
    for (const text of texts) {
      await tracer.user(text)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(tracer.status).toMatchObject({ waiting: 60, dropped: 0 })
    line.state = 'whole'
    expect(await tracer.flush()).toBe(true)
    expect(await recorded(line, await tracer.sessionId())).toEqual(texts.map((text) => [text, 'allow']))
  })

  it('on disk, traces wait in memory, and blocks for the server', async () => {
    const { tracer, line, problems } = await open({ folder: join(folder, 'full'), diskBytes: 1_000 })
    line.state = 'cut'
    await tracer.user('x'.repeat(2_000))
    expect((await call(tracer, harm)).decision).toBe('block')
    expect(problems).toContainEqual(expect.stringContaining('holds as much as it may'))
    expect(tracer.status).toMatchObject({ waiting: 2, dropped: 0 })
    line.state = 'whole'
    expect(await tracer.flush()).toBe(true)
  })
})

describe('a folder', () => {
  it('is empty again when all is recorded, and the tracer closed', async () => {
    const own = join(folder, 'empty')
    const { tracer } = await open({ folder: own })
    await call(tracer, harm)
    expect(await tracer.close()).toBe(true)
    expect(await readdir(own)).toEqual(['ruleset.json'])
  })

  it('hands what was not sent to the next tracer, under the same keys and in the same session', async () => {
    const own = join(folder, 'handed')
    const first = await open({ folder: own })
    await call(first.tracer, 'arrived')
    await first.tracer.flush()
    const sessionId = await first.tracer.sessionId()
    first.line.state = 'deaf'
    await call(first.tracer, 'of which no answer came')
    await first.tracer.flush(200)
    first.line.state = 'cut'
    await call(first.tracer, harm)
    expect(await first.tracer.close(50)).toBe(false)
    const { tracer, line } = await open({ folder: own })
    expect(await tracer.flush()).toBe(true)
    expect(await recorded(line, sessionId)).toEqual([
      ['arrived', 'allow'],
      ['of which no answer came', 'allow'],
      [harm, 'block'],
    ])
    expect(tracer.status).toMatchObject({ recorded: 2, disagreed: 0 })
  })

  it('hands on sessions, too, that could not be made', async () => {
    const own = join(folder, 'unmade')
    await (await open({ folder: own })).tracer.close()
    const cut = lineTo(server.url)
    cut.state = 'cut'
    const { tracer: first } = await open({ folder: own, session: { title: 'made later' } }, cut)
    await call(first, harm)
    await first.close(50)
    const { tracer, line } = await open({ folder: own })
    expect(await tracer.flush()).toBe(true)
    const { items } = await line.client.sessions({ q: 'made later' })
    expect(items).toHaveLength(1)
    expect(await recorded(line, items[0]?.id ?? '')).toEqual([[harm, 'block']])
  })

  it('belongs to one tracer at a time', async () => {
    const own = join(folder, 'shared')
    await open({ folder: own })
    await expect(open({ folder: own })).rejects.toMatchObject({ code: 'folder_in_use' })
  })

  it('does not grow with what was recorded', async () => {
    const own = join(folder, 'long')
    const { tracer } = await open({ folder: own })
    for (let round = 0; round < 30; round += 1) {
      for (let step = 0; step < 4; step += 1) await tracer.user('x'.repeat(15_000))
      expect(await tracer.flush()).toBe(true)
    }
    const sizes = await Promise.all((await readdir(own)).map(async (name) => (await readFile(join(own, name))).length))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000)
  })
})
