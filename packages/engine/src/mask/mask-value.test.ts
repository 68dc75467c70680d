import type { Content } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { compileRuleSet } from '../compile.ts'
import { evaluate } from '../evaluate.ts'
import { parseRules } from '../rules-document.ts'
import { maskSecrets } from './mask-secrets.ts'

const { rules } = parseRules(`
rules:
  - { name: token, type: regex, pattern: 'tok_[a-zA-Z0-9]{12,}', severity: critical, decision: warn, tags: [x-secret] }
  - { name: key, type: regex, pattern: '\\s*key_\\d+\\s*', severity: critical, decision: warn, tags: [x-secret] }
  - { name: pair, type: regex, pattern: 'code: \\w+\\npin: \\d+', severity: critical, decision: warn, tags: [x-secret] }
`)
const { ruleSet } = compileRuleSet(rules, { number: 1, hash: '' })
const secret = 'tok_a1b2c3d4e5f6g7'

function masked(content: Content, progress?: (rule: number, steps?: number) => void): Content | undefined {
  const facts = { phase: 'tool_call', content } as const
  return maskSecrets(ruleSet, facts, evaluate(ruleSet, facts), progress === undefined ? {} : { progress })?.content
}

const parts = (...list: unknown[]) => (masked({ args: { parts: list } }) as { args: { parts: unknown } }).args.parts

describe('of a list in which one value is a secret by itself', () => {
  test.each([['plain'], ['Plain'], ['CAPITALS'], ['x'.repeat(23)]])(
    'another that goes on with a word stays: %s',
    (word) => {
      expect(parts(secret, word)).toEqual(['[masked:token]', word])
    },
  )

  test.each([['c3d4'], ['camelCase'], ['x'.repeat(24)], [42]])(
    'another that may go on with it is masked: %s',
    (value) => {
      expect(parts(secret, value)).toEqual(['[masked:token]', '[masked:token]'])
    },
  )
})

test('members of an object have names of their own, so what stands beside a secret stays', () => {
  expect(masked({ args: { a: secret, b: 'c3d4' } })).toEqual({ args: { a: '[masked:token]', b: 'c3d4' } })
})

test('members of an object of which none is a secret by itself are masked where they are one together', () => {
  expect(masked({ args: { a: 'see tok_a1b2c3', b: 'd4e5f6g7h8 there' } })).toEqual({
    args: { a: 'see [masked:token]', b: '[masked:token] there' },
  })
})

test('values of a list that are one secret over too great a length are masked with the list', () => {
  const list = ['tok_a', ...Array.from({ length: 12 }, () => 'b'.repeat(50))]
  expect(parts(...list)).toBe('[masked:token]')
})

test('a secret that seems to go on over too great a length is masked with the value that it ends in', () => {
  const list = [secret, ...Array.from({ length: 12 }, () => 'b'.repeat(50)), 'the end']
  const result = parts(...list) as string[]
  expect(result[0]).toBe('[masked:token]')
  expect(result.join()).not.toContain('a1b2')
})

test('white space around a secret stays', () => {
  expect(masked({ text: 'a  key_1  b' })).toEqual({ text: 'a  [masked:key]  b' })
  expect(masked({ text: '\tkey_1' })).toEqual({ text: '\t[masked:key]' })
})

test('a match over several values masks each of them, and keeps the keys that only announce them', () => {
  expect(masked({ args: { code: 'abc', pin: '1234', other: 'x' } })).toEqual({
    args: { code: '[masked:pair]', pin: '[masked:pair]', other: 'x' },
  })
})

test('every search tells of its progress, and what that throws goes through', () => {
  const told: number[] = []
  masked({ text: secret }, (rule) => told.push(rule))
  expect(told).toContain(0)
  expect(told).toContain(-1)
  const stop = { reason: 'no time left' }
  expect(() =>
    masked({ text: secret }, () => {
      throw stop
    }),
  ).toThrow()
})
