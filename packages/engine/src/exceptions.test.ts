import { type NewRule, newRuleSchema, phaseOf, type Role } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { compileRuleSet } from './compile.ts'
import { evaluate } from './evaluate.ts'

function judge(rule: Partial<NewRule>, content: Record<string, unknown>, role: Role = 'user') {
  const { ruleSet } = compileRuleSet([newRuleSchema.parse({ name: 'a', pattern: 'needle', ...rule })], {
    number: 1,
    hash: '',
  })
  const fates: string[] = []
  const verdict = evaluate(
    ruleSet,
    { phase: phaseOf(role, content), content },
    { onFate: (_rule, fate) => fates.push(fate) },
  )
  return { ...verdict, fates }
}
const spanOf = (rule: Partial<NewRule>, text: string) => judge(rule, { text }).reasons[0]?.span ?? null

describe('an exception with a pattern', () => {
  const unless = [{ pattern: 'blunt needle' }]

  test('exempts a match that it overlaps, and no other', () => {
    expect(spanOf({ unless }, 'a blunt needle')).toBeNull()
    expect(spanOf({ unless }, 'a blunt needle, a needle')).toEqual([18, 24])
    expect(spanOf({ unless }, 'a needle, a blunt needle')).toEqual([2, 8])
  })

  test('exempts nothing where it only touches', () => {
    expect(spanOf({ unless: [{ pattern: 'sharp ' }, { pattern: ' eye' }] }, 'sharp needle eye')).toEqual([6, 12])
    expect(spanOf({ unless: [{ pattern: 'sharp n' }] }, 'sharp needle eye')).toBeNull()
    expect(spanOf({ unless: [{ pattern: 'e eye' }] }, 'sharp needle eye')).toBeNull()
  })

  test('that matches nothing at all exempts where it stands inside a match', () => {
    expect(spanOf({ unless: [{ pattern: '\\b' }] }, 'needle')).toEqual([0, 6])
    expect(judge({ unless: [{ pattern: '\\B' }] }, { text: 'needle needle' }).decision).toBe('allow')
    expect(judge({ pattern: '\\B', unless: [{ pattern: 'needle' }] }, { text: 'needle' }).decision).toBe('allow')
  })

  test('is told of only where every match is exempt', () => {
    expect(judge({ unless }, { text: 'blunt needle, blunt needle' }).fates).toEqual(['excepted'])
    expect(judge({ unless }, { text: 'blunt needle, needle' }).fates).toEqual([])
    expect(judge({ unless }, { text: 'pin' }).fates).toEqual([])
    expect(judge({}, { text: 'needle' }).fates).toEqual([])
    expect(judge({ unless: [{ on: ['user'] }] }, { text: 'needle' }).fates).toEqual(['excepted'])
    expect(judge({ pattern: '[0-9]', unless: [{ on: ['user'] }] }, { text: 'pin' }).fates).toEqual([])
    expect(judge({ pattern: '[0-9]', unless }, { text: 'blunt needle' }).fates).toEqual([])
  })

  test('may match nothing, and still its next match is looked for', () => {
    expect(spanOf({ unless: [{ pattern: 'q*' }] }, 'a needle')).toBeNull()
    expect(spanOf({ pattern: 'q*', unless: [{ pattern: 'ab' }] }, 'ab')).toEqual([0, 0])
  })

  test('does not reach beyond the last match that it allows for', () => {
    expect(spanOf({ pattern: 'x$|^x', unless: [{ pattern: '^x' }] }, 'x-x')).toEqual([2, 3])
    expect(spanOf({ pattern: 'x*', unless: [{ pattern: 'xx' }] }, 'xx')).toEqual([2, 2])
  })
})

describe('an exception with fields and a pattern', () => {
  const rule = { unless: [{ fields: ['/args/mode'], pattern: '^mode: dry$' }] }
  const call = (mode: string) => judge(rule, { tool: 't', args: { text: 'needle', mode } }, 'tool').decision
  test('exempts the trace when it is found in those leaves', () => {
    expect(call('dry')).toBe('allow')
    expect(call('wet')).toBe('warn')
    expect(judge(rule, { tool: 't', args: { text: 'needle', note: 'mode: dry' } }, 'tool').decision).toBe('warn')
  })

  test('does not exempt the match that it overlaps alone', () => {
    const unless = [{ fields: ['/args/note'], pattern: 'needle' }]
    expect(judge({ unless }, { args: { text: 'needle', note: 'x' } }, 'tool').decision).toBe('warn')
    expect(judge({ unless }, { args: { text: 'needle', note: 'needle' } }, 'tool').decision).toBe('allow')
  })
})

describe('an exception without a pattern exempts the whole step', () => {
  test('of a phase', () => {
    expect(judge({ unless: [{ on: ['user'] }] }, { text: 'needle' }).decision).toBe('allow')
    expect(judge({ unless: [{ on: ['system'] }] }, { text: 'needle' }).decision).toBe('warn')
  })

  test('of a tool', () => {
    const unless = [{ tools: ['mail.*'] }]
    expect(judge({ unless }, { tool: 'mail.read', args: 'needle' }, 'tool').decision).toBe('allow')
    expect(judge({ unless }, { tool: 'shell', args: 'needle' }, 'tool').decision).toBe('warn')
    expect(judge({ unless: [{ tools: ['!shell'] }] }, { text: 'needle' }).decision).toBe('warn')
  })

  test('only where all that it names holds', () => {
    const unless = [{ on: ['user' as const], pattern: 'blunt' }]
    expect(judge({ unless }, { text: 'needle blunt' }).decision).toBe('warn')
    expect(judge({ pattern: 'blunt', unless }, { text: 'blunt' }).decision).toBe('allow')
    expect(judge({ pattern: 'blunt', unless }, { text: 'blunt' }, 'system').decision).toBe('warn')
  })
})

describe('a rule that is exempt again and again', () => {
  const rule = { pattern: 'x+', unless: [{ pattern: 'x' }] }
  test('is exempt while its matches can be counted', () => {
    expect(judge(rule, { text: 'x '.repeat(200) }).decision).toBe('allow')
  })

  test('is not taken for one that did not match when they cannot', () => {
    expect(judge(rule, { text: 'x '.repeat(201) }).reasons[0]?.unevaluated).toContain('200')
    const once = { pattern: 'x', unless: [{ pattern: 'x+' }] }
    expect(judge(once, { text: 'x'.repeat(300) }).reasons[0]?.unevaluated).toContain('200')
  })

  test('is judged by the first of very many places where its exception stands', () => {
    const long = { pattern: 'needlex', unless: [{ pattern: 'x' }] }
    expect(judge(long, { text: `${'x '.repeat(199)}needlex` }).decision).toBe('allow')
    expect(judge(long, { text: `${'x '.repeat(200)}needlex` }).decision).toBe('warn')
  })
})
