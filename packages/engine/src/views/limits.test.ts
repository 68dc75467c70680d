import type { Content } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { collectText } from '../collect-text.ts'
import { makeViews } from './make-views.ts'
import { emptyMemory, remember, remembered, type SessionMemory } from './session-memory.ts'

function reasonsOf(content: Content, session: SessionMemory = emptyMemory): string[] {
  const views = makeViews({ phase: 'tool_call', lines: collectText(content), session, looksRotated: false })
  return [...views].flatMap(({ incomplete }) => incomplete ?? [])
}

const command = (text: string): Content => ({ tool: 'shell', args: { command: text } })
const nestedJson = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`
const values = (count: number) => `[${Array(count).fill('1').join()}]`
const leaves = (count: number): Content => ({
  args: Object.fromEntries(Array.from({ length: count }, (_each, at) => [`k${at}`, `value ${at}`])),
})

function encodedTimes(times: number): string {
  let text = 'share ssn'
  for (let count = 0; count < times; count++) text = text.replaceAll('%', '%25').replace(' ', '%20').replace('s', '%73')
  return text
}

function evaluatedTimes(times: number): string {
  let script = 'r""m'
  for (let count = 0; count < times; count++) script = `eval ${script}`
  return script
}

describe('what is not read to the end is said once', () => {
  test.each<[string, Content, RegExp]>([
    ['a form of NFKC that is much longer', { text: '\ufdfa'.repeat(20_000) }, /NFKC/],
    ['JSON that nests deep', { args: { a: nestedJson(80) } }, /depth/],
    ['JSON of many values', { args: { a: values(10_001) } }, /values/],
    ['text encoded again and again', { text: encodedTimes(20) }, /16 times/],
    ['scripts within scripts', command(evaluatedTimes(12)), /script/],
    ['a word that grows', command(`a=${'x'.repeat(9000)}; echo $a$a$a`), /script/],
    ['braces of many words', command('echo {1..5000}'), /script/],
    ['braces within braces', command(`echo ${'{a,'.repeat(40)}b${'}'.repeat(40)}`), /script/],
    ['many aliases', command(`alias ${Array.from({ length: 101 }, (_each, at) => `a${at}=b`).join(' ')}`), /script/],
    ['many variables', command(Array.from({ length: 1001 }, (_each, at) => `v${at}=b`).join(';')), /script/],
    ['a long script', command('a | b && $c;\n'.repeat(20_000)), /script/],
  ])('%s', (_name, content, reason) => {
    const reasons = reasonsOf(content)
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toMatch(reason)
  })

  test('values of an earlier trace that were not kept, when this one may go on with them', () => {
    const session = remember(emptyMemory, { phase: 'tool_call', content: leaves(remembered.leavesPerTrace + 1) })
    expect(reasonsOf(leaves(remembered.leavesPerTrace), session)).toEqual([])
    expect(reasonsOf(leaves(remembered.leavesPerTrace + 1), session)).toEqual([expect.stringMatching(/earlier/)])
    let later = session
    for (let count = 1; count < remembered.traces; count++) later = remember(later, { phase: 'user', content: {} })
    expect(later.traces[0]?.isPartial).toBe(true)
    expect(remember(later, { phase: 'user', content: {} }).traces.some(({ isPartial }) => isPartial)).toBe(false)
  })
})

describe('what is within bounds, or is nothing to be read so, says nothing', () => {
  test.each<[string, Content]>([
    ['many ligatures', { text: '\ufb01'.repeat(30_000) }],
    ['JSON as deep as content', { args: { a: nestedJson(64) } }],
    ['brackets that are no JSON', { args: { a: '['.repeat(5000) } }],
    ['brackets in JSON text', { args: { a: JSON.stringify({ a: '['.repeat(500) }) } }],
    ['JSON of as many values as are read', { args: { a: values(10_000) } }],
    ['a long quoted word', command(`echo "${'x '.repeat(20_000)}"`)],
    ['braces of some words', command('echo {1..1000}')],
    ['wrappers one in another', command(`${'sudo '.repeat(30)}r""m`)],
    ['a long text in an argument', { args: { text: 'Dear Ann, (see below) it is <b>fine</b>.\n'.repeat(20_000) } }],
    ['long JSON in an argument', { args: { text: JSON.stringify(Array(9000).fill('say "yes" (or no), please')) } }],
  ])('%s', (_name, content) => {
    expect(reasonsOf(content)).toEqual([])
  })
})

test('a short command is read though a long argument before it is not', () => {
  const content = { args: { text: '$(a) && b;\n'.repeat(30_000), command: 'r""m -rf /srv' } }
  const views = [
    ...makeViews({ phase: 'tool_call', lines: collectText(content), session: emptyMemory, looksRotated: false }),
  ]
  expect(views.some(({ lines }) => lines.some(({ value }) => value === 'rm -rf /srv'))).toBe(true)
})
