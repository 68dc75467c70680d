import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newRuleSchema } from '@agentsentry/contract'
import { afterEach, expect, test } from 'vitest'
import { Findings } from './findings.ts'
import type { FuzzCase } from './fuzz-case.ts'
import { FuzzProcess } from './fuzz-process.ts'
import { shrink } from './shrink.ts'

let fuzzProcess = new FuzzProcess()
afterEach(() => fuzzProcess.close())

const sound: FuzzCase = { kind: 'document', text: '- {name: a, pattern: b}' }

/** Costs a search of seconds: none of the parts of its pattern says where to look. */
const slow: FuzzCase = {
  kind: 'trace',
  rules: [newRuleSchema.parse({ name: 'slow', pattern: '(?:\\w.{0,200}\\d.{0,200}[^a])+\\z' })],
  phase: 'user',
  content: { text: 'ab1'.repeat(100_000) },
}

test('a sound case has no problems, and tells which code it reached, once', async () => {
  fuzzProcess = new FuzzProcess()
  const first = await fuzzProcess.check(sound)
  expect(first.problems).toEqual([])
  expect(first.newBlocks).toContainEqual(expect.stringMatching(/^rules-document\.ts \d+ \d+$/))
  expect((await fuzzProcess.check(sound)).newBlocks.length).toBeLessThan(first.newBlocks.length)
})

test('a case that throws is a problem, and the process goes on', async () => {
  fuzzProcess = new FuzzProcess()
  const { problems } = await fuzzProcess.check({ ...slow, rules: null } as unknown as FuzzCase)
  expect(problems).toEqual([expect.stringMatching(/^threw TypeError/)])
  expect(fuzzProcess.deaths).toBe(0)
})

test('a case that does not end is a problem, and the next is tried as ever', async () => {
  fuzzProcess = new FuzzProcess({ maxCpuMs: 500 })
  expect((await fuzzProcess.check(slow)).problems).toEqual(['no answer within 500 ms of processor time'])
  expect((await fuzzProcess.check(sound)).problems).toEqual([])
  expect(fuzzProcess.deaths).toBe(1)
})

test('a case that takes all memory is a problem, and the next is tried as ever', async () => {
  fuzzProcess = new FuzzProcess({ maxHeapMiB: 40 })
  const large: FuzzCase = { kind: 'document', text: '- a\n'.repeat(500_000) }
  expect((await fuzzProcess.check(large)).problems).toEqual(['it took more than 40 MiB'])
  expect((await fuzzProcess.check(sound)).problems).toEqual([])
})

test('what stalls is made smaller while there is time, and not beyond', async () => {
  fuzzProcess = new FuzzProcess({ maxCpuMs: 500 })
  const problem = 'no answer within 500 ms of processor time'
  expect(await shrink(fuzzProcess, slow, problem, { forMs: 0 })).toBe(slow)
  const smaller = await shrink(fuzzProcess, slow, problem, { tries: 5 })
  expect(JSON.stringify(smaller).length).toBeLessThan(JSON.stringify(slow).length)
  // Near the limit it may be a little quicker the next time.
  fuzzProcess.close()
  fuzzProcess = new FuzzProcess({ maxCpuMs: 250 })
  expect((await fuzzProcess.check(smaller)).problems).toEqual(['no answer within 250 ms of processor time'])
})

test('a finding is written whole, once for each problem', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-findings-'))
  const findings = new Findings(folder)
  expect(findings.add('took 3 ms', slow)).toBe(true)
  expect(findings.add('took 4 ms', sound)).toBe(false)
  expect(findings.all).toEqual([{ problem: 'took 3 ms', file: join(folder, 'finding-1.json') }])
  const file = join(folder, 'finding-1.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ problem: 'took 3 ms', case: slow })
  findings.shrunk('took 3 ms', sound, slow)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ problem: 'took 3 ms', case: sound, asFound: slow })
  rmSync(folder, { recursive: true })
})
