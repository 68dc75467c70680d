import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../../tests/live-server.ts'
import { lineTo } from '../../testing/line-to-server.ts'
import { untilTrue } from '../../testing/until-true.ts'
import { Enforcer, type RuleSetBundle } from '../index.ts'
import { type LocalOptions, LocalTracer } from './index.ts'

let server: LiveServer
let folder: string
beforeAll(async () => {
  server = await startLiveServer({ env: { AGENTSENTRY_AUDIT_KEY: 'ab'.repeat(32) } })
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
  const problems: string[] = []
  const tracer = await LocalTracer.open(line.client, {
    judgeMs: 5_000,
    openTimeoutMs: 2_000,
    onProblem: (message) => problems.push(message),
    ...options,
  })
  opened.push(tracer)
  const judge = async (text: string) => (await tracer.user(text)).decision
  return { tracer, line, problems, judge }
}

let words = 0
/** A rule that blocks a word of its own. */
async function newRule(line = lineTo(server.url)) {
  const word = `word${++words}x`
  return { word, ...(await line.client.createRule({ name: word, pattern: word, decision: 'block' })) }
}

const bundleOf = async (line = lineTo(server.url)) => (await line.client.ruleset())?.bundle as RuleSetBundle
const keyOf = async () => (await bundleOf()).signature?.public_key ?? ''

/** Changes the bundles that come over a line. */
function forging(change: (bundle: RuleSetBundle) => void) {
  const line = lineTo(server.url)
  line.forge = (path, body) => {
    if (path !== '/ruleset') return undefined
    const bundle = JSON.parse(body)
    change(bundle)
    return JSON.stringify(bundle)
  }
  return line
}

describe('rules', () => {
  it('that change are in force soon after, without being asked for in full when they have not', async () => {
    const { judge, line } = await open({ refreshMs: 50 })
    const { word, id } = await newRule()
    await untilTrue(async () => (await judge(`a ${word} b`)) === 'block')
    await line.client.deleteRule(id)
    await untilTrue(async () => (await judge(`a ${word} b`)) === 'allow')
  })

  it('that change are noticed with the next traces that are sent', async () => {
    const { judge, tracer } = await open({ refreshMs: 600_000 })
    const { word } = await newRule()
    expect(await judge(word)).toBe('allow')
    await tracer.flush()
    await untilTrue(async () => (await judge(word)) === 'block')
    expect(tracer.status.disagreed).toBeGreaterThan(0)
  })

  it('that change are heard of at once, where events may be read', async () => {
    const { tracer, judge, line } = await open({ refreshMs: 600_000, events: true })
    await untilTrue(async () => line.begun.includes('GET /events'))
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { word } = await newRule()
    await untilTrue(async () => (await judge(word)) === 'block')
    await tracer.close()
  })

  it('are kept through an outage', async () => {
    const { word } = await newRule()
    const { judge, line, tracer } = await open({ refreshMs: 20, acknowledgeMs: 1 })
    line.state = 'cut'
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await judge(word)).toBe('block')
    expect(await judge('fine')).toBe('allow')
    expect(Date.now() - (tracer.status.ruleSet?.confirmedAt.getTime() ?? 0)).toBeGreaterThan(50)
  })

  it('that were not confirmed for too long are not judged by, if so wished', async () => {
    const { judge, line } = await open({ refreshMs: 20, maxAgeMs: 1_000 })
    await untilTrue(async () =>
      judge('fine').then(
        (decision) => decision === 'allow',
        () => false,
      ),
    )
    line.state = 'cut'
    await untilTrue(async () =>
      judge('fine').then(
        () => false,
        ({ name }) => name === 'UnavailableError',
      ),
    )
  })
})

describe('without rules', () => {
  it('nothing is judged, and the enforcer does what it does when the server is not there', async () => {
    const line = lineTo(server.url)
    line.state = 'cut'
    const { tracer, problems } = await open({ refreshMs: 20 }, line)
    await expect(tracer.user('x')).rejects.toMatchObject({ name: 'UnavailableError', code: 'connection_failed' })
    expect(problems).toEqual([expect.stringContaining('rules'), expect.stringContaining('session')])
    await expect(new Enforcer(tracer).guardAndCall('t', {}, () => 1)).rejects.toMatchObject({ unavailable: true })
    const lenient = new Enforcer(tracer, { onUnavailable: 'allow', log: () => {} })
    expect(await lenient.guardAndCall('t', {}, () => 1)).toBe(1)
    line.state = 'whole'
    await untilTrue(async () =>
      tracer.user('x').then(
        ({ decision }) => decision === 'allow',
        () => false,
      ),
    )
    expect(await tracer.flush()).toBe(true)
    expect((await line.client.traces(await tracer.sessionId())).items.length).toBeGreaterThan(0)
  })

  it('a server that refuses is a denial', async () => {
    const line = lineTo(server.url)
    line.client.ruleset = async () => {
      const { ApiError } = await import('../errors.ts')
      throw new ApiError({ status: 403, code: 'key_role', detail: 'no', errors: [], request: 'GET /ruleset' })
    }
    const { tracer } = await open({}, line)
    const enforcer = new Enforcer(tracer, { onUnavailable: 'allow' })
    await expect(enforcer.guardAndCall('t', {}, () => 1)).rejects.toMatchObject({ cause: { code: 'key_role' } })
  })
})

describe('rules that are not what they say', () => {
  const changes: Record<string, (bundle: RuleSetBundle) => void> = {
    'a rule is left out': (bundle) => bundle.rules.shift(),
    'a rule is switched off': ({ rules: [rule] }) => Object.assign(rule ?? {}, { enabled: false }),
    'rules change places': (bundle) => bundle.rules.reverse(),
    'the hash is another': (bundle) => Object.assign(bundle, { hash: '0'.repeat(64) }),
    'a pattern is no text': ({ rules: [rule] }) => Object.assign(rule ?? {}, { pattern: 1 }),
  }

  it.each(Object.entries(changes))('%s: they are refused, and those in force stay', async (_, change) => {
    const { word } = await newRule()
    const line = forging(change)
    const { forge } = line
    line.forge = () => undefined
    const { judge, tracer, problems } = await open({ refreshMs: 20 }, line)
    const { number } = tracer.status.ruleSet ?? {}
    line.forge = forge
    await newRule()
    await untilTrue(async () => problems.length > 0)
    expect(problems[0]).toContain('refused')
    expect(await judge(word)).toBe('block')
    expect(tracer.status.ruleSet?.number).toBe(number)
    const { tracer: without } = await open({}, forging(change))
    const enforcer = new Enforcer(without, { onUnavailable: 'allow' })
    await expect(enforcer.guardAndCall('t', {}, () => 1)).rejects.toMatchObject({ toolRan: false, unavailable: true })
    await expect(without.user('x')).rejects.not.toMatchObject({ name: 'UnavailableError' })
  })
})

describe('with the key of the server', () => {
  it('rules that it signed are judged by', async () => {
    const { word } = await newRule()
    const { judge } = await open({ rulesetKey: await keyOf() })
    expect(await judge(word)).toBe('block')
  })

  it.each<[string, (bundle: RuleSetBundle) => void]>([
    ['that are not signed', (bundle) => Object.assign(bundle, { signature: null })],
    ['with a signature of nothing', ({ signature }) => Object.assign(signature ?? {}, { value: '' })],
    ['with a number that was not signed', (bundle) => Object.assign(bundle, { number: bundle.number + 1 })],
    ['of another project', (bundle) => Object.assign(bundle, { project: 'other' })],
  ])('rules %s are refused', async (_, change) => {
    const { judge } = await open({ rulesetKey: await keyOf() }, forging(change))
    await expect(judge('x')).rejects.toMatchObject({ code: 'ruleset_refused' })
  })

  it('rules that another key signed are refused', async () => {
    const { judge } = await open({ rulesetKey: btoa('k'.repeat(32)) })
    await expect(judge('x')).rejects.toMatchObject({ code: 'ruleset_refused' })
  })

  it('older rules, though signed, do not come back', async () => {
    const old = JSON.stringify(await bundleOf())
    const { word } = await newRule()
    const line = lineTo(server.url)
    const { judge, problems } = await open({ rulesetKey: await keyOf(), refreshMs: 20 }, line)
    line.forge = (path) => (path === '/ruleset' ? old : undefined)
    await newRule()
    await untilTrue(async () => problems.length > 0)
    expect(problems[0]).toContain('older')
    expect(await judge(word)).toBe('block')
  })
})

describe('with a folder', () => {
  it('a start without the server has the rules of before, and tells their age', async () => {
    const own = join(folder, 'kept')
    const { word } = await newRule()
    const first = await open({ folder: own, rulesetKey: await keyOf() })
    expect(await first.judge(word)).toBe('block')
    await first.tracer.close()
    const line = lineTo(server.url)
    line.state = 'cut'
    const { judge, tracer, problems } = await open({ folder: own, acknowledgeMs: 1, rulesetKey: await keyOf() }, line)
    expect(problems).toHaveLength(2)
    expect(await judge(word)).toBe('block')
    expect(tracer.status.ruleSet?.confirmedAt.getTime()).toBeLessThan(Date.now())
    line.state = 'whole'
    expect(await tracer.flush()).toBe(true)
  })

  it('rules that somebody changed there are worth nothing', async () => {
    const own = join(folder, 'changed')
    const { word } = await newRule()
    const first = await open({ folder: own })
    expect(await first.judge(word)).toBe('block')
    await first.tracer.close()
    const path = join(own, 'ruleset.json')
    await writeFile(path, (await readFile(path, 'utf8')).replaceAll(word, 'harmless'))
    const line = lineTo(server.url)
    line.state = 'cut'
    const { judge } = await open({ folder: own }, line)
    await expect(judge(word)).rejects.toThrow()
  })
})
