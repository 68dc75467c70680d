import type { Content, RuleDefinition } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { compileRuleSet } from '../compile.ts'
import { type EvaluateOptions, evaluate } from '../evaluate.ts'
import { parseRules } from '../rules-document.ts'
import { mostMatches } from './find-secrets.ts'
import { maskSecrets } from './mask-secrets.ts'
import { isSecretRule, secretTags } from './secret-rules.ts'

const { rules } = parseRules(`
rules:
  - { name: token, type: regex, pattern: 'tok_[a-z0-9]{12,}', severity: critical, decision: warn, tags: [x-secret] }
`)
const [first] = rules as [RuleDefinition]
const token: Partial<RuleDefinition> = { name: 'token' }
const secret = 'tok_a1b2c3d4e5f6g7'

type Options = Pick<EvaluateOptions, 'giveUp' | 'progress'>

function mask(content: Content, definitions: Partial<RuleDefinition>[], options?: Options) {
  const made = definitions.map((definition, index) => ({ ...first, name: `r${index}`, ...definition }))
  const { ruleSet } = compileRuleSet(made, { number: 1, hash: '' })
  const facts = { phase: 'tool_call', content } as const
  return maskSecrets(ruleSet, facts, evaluate(ruleSet, facts), options)
}

const masked = (content: Content, pattern: string) => mask(content, [{ pattern }])?.content

describe('matches', () => {
  test('are masked one after another, each from the end of the one before', () => {
    expect(masked({ text: 'ababa' }, 'aba')).toEqual({ text: '[masked:r0]ba' })
  })

  test('of nothing at all are passed over', () => {
    expect(masked({ text: 'a-xx' }, 'x*')).toEqual({ text: 'a-[masked:r0]' })
  })

  test('of white space alone are masked too', () => {
    expect(masked({ text: 'a   b' }, '\\s{3}')).toEqual({ text: 'a  [masked:r0]b' })
  })

  test('are masked one by one up to so many, and what follows the next one whole', () => {
    const content = (count: number) => ({ args: { a: Array<string>(count).fill(secret).join(' '), b: 'short' } })
    const enough = mask(content(mostMatches), [token])
    expect(enough?.count).toBe(mostMatches)
    expect(enough?.content).toMatchObject({ args: { b: 'short' } })
    const one = mask(content(mostMatches + 1), [token])
    expect(one?.content).toEqual({ args: { a: '[masked:token]', '[masked:token]': '[masked:token]' } })
  })
})

describe('keys', () => {
  test('that a rule matches with any value are masked with it', () => {
    expect(masked({ args: { secretkey: 'x y', other: 'z' } }, 'secretkey: .*')).toEqual({
      args: { '[masked:r0]': '[masked:r0]', other: 'z' },
    })
  })

  test('are masked so far as they match', () => {
    expect(masked({ args: { my_end: 'x y' } }, '_end: .*')).toEqual({ args: { 'my[masked:r0]': '[masked:r0]' } })
  })

  test('that match whatever they are become part of what is masked whole', () => {
    expect(masked({ args: { my_end: 'x y' } }, '.: .*')).toEqual({ args: '[masked:r0]' })
  })

  test('that hold a secret in disguise are masked whole, and their values stay', () => {
    expect(mask({ args: { 'my tok_a1b2\u200bc3d4e5f6g7': 'v' } }, [token])?.content).toEqual({
      args: { '[masked:token]': 'v' },
    })
  })
})

describe('everything is masked where a rule', () => {
  const content = { text: `a ${secret} b`, more: 'x' }
  const everything = { text: '[masked:token]', more: '[masked:token]' }

  test('is given up while secrets are looked for', () => {
    expect(mask(content, [token], { giveUp: new Map([['token', 'took too long']]) })?.content).toEqual(everything)
  })

  const slow: Partial<RuleDefinition> = { name: 'token', pattern: '(tok_|tik_)(a1|a1b)+[a-z0-9]{8,}' }
  const stopping = (thrown: unknown): Options => ({
    progress: (_rule, steps) => {
      if (steps !== undefined) throw thrown
    },
  })

  test('may take no more steps', () => {
    expect(mask(content, [slow], stopping(new Error('too many')))?.content).toEqual(everything)
  })

  test('but what is thrown otherwise goes through', () => {
    expect(() => mask(content, [slow], stopping('stop'))).toThrow('stop')
  })
})

describe('reasons', () => {
  test('are those that the masked content gives, where it gives any', () => {
    const digits: Partial<RuleDefinition> = { name: 'digits', pattern: '[0-9]{4,}', tags: [] }
    const found = mask({ text: 'tok_1234567890ab and 5678' }, [token, digits])
    const span = found?.reasons.find(({ rule }) => rule === 'digits')?.span ?? [0, 0]
    expect(String(found?.content.text).slice(...span)).toBe('5678')
  })

  test('stay where the rule is given up on the masked content', () => {
    const word: Partial<RuleDefinition> = { name: 'word', pattern: 'word', tags: [] }
    const giveUp = new Map([['word', 'took too long']])
    const found = mask({ text: `${secret} word` }, [token, word], { giveUp })
    const reason = found?.reasons.find(({ rule }) => rule === 'word')
    expect(reason).toMatchObject({ span: [15, 19] })
    expect(reason?.unevaluated).toBeUndefined()
  })
})

test('a rule is known for one that finds secrets by any of the tags that say so', () => {
  expect(secretTags.map((tag) => isSecretRule({ tags: ['other', tag] }))).toEqual([true, true, true])
  expect(secretTags).toEqual(['x-secret', 'CWE-522', 'CWE-798'])
  expect(isSecretRule({ tags: ['other'] })).toBe(false)
  expect(isSecretRule({ tags: [] })).toBe(false)
})
