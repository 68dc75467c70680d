import type { Content, Phase, RuleDefinition } from '@agentsentry/contract'
import { describe, expect, it } from 'vitest'
import { compileRuleSet } from '../compile.ts'
import { evaluate } from '../evaluate.ts'
import { parsePointer } from '../glob.ts'
import { parseRules } from '../rules-document.ts'
import { emptyMemory, remember } from '../views/session-memory.ts'
import { mostMatches } from './find-secrets.ts'
import { type Masked, maskSecrets } from './mask-secrets.ts'

const yaml = `
rules:
  - { name: token, type: regex, pattern: 'tok_[a-z0-9]{12,}', severity: critical, decision: warn, tags: [x-secret] }
  - { name: named, type: regex, pattern: 'password:? *\\w{6,}', severity: critical, decision: warn, mode: shadow, tags: [CWE-522] }
  - { name: curl, type: regex, pattern: 'curl [^\\n]*', severity: warning, decision: warn }
  - { name: delete, type: regex, pattern: 'rm -rf', severity: critical, decision: block }
  - { name: argument, type: regex, pattern: 'pin-\\d{4}', severity: critical, decision: warn, fields: [/args], tags: [x-secret] }
`
const { rules } = parseRules(yaml)
const { ruleSet } = compileRuleSet(rules, { number: 1, hash: '' })
const secret = 'tok_a1b2c3d4e5f6g7'

function mask(content: Content, { phase = 'tool_call' as Phase, set = ruleSet } = {}): Masked | null {
  const facts = { phase, content }
  return maskSecrets(set, facts, evaluate(set, facts))
}

function setOf(...definitions: Partial<RuleDefinition>[]) {
  const [first] = rules as [RuleDefinition]
  const made = definitions.map((definition, index) => ({ ...first, name: `rule${index}`, ...definition }))
  return compileRuleSet(made, { number: 1, hash: '' }).ruleSet
}

describe('maskSecrets', () => {
  it('does nothing where no secret rule gave a reason', () => {
    expect(mask({ text: 'rm -rf /' })).toBeNull()
    expect(mask({ text: 'hello' })).toBeNull()
  })

  it('masks every match, those of rules in shadow too, and leaves the rest', () => {
    const masked = mask({ text: `a ${secret} b ${secret}x c password: hunter22 d` })
    expect(masked?.content).toEqual({ text: 'a [masked:token] b [masked:token] c [masked:named] d' })
    expect(masked?.count).toBe(3)
    expect(JSON.parse(masked?.contentJson ?? '')).toEqual(masked?.content)
  })

  it('leaves the content that it was given as it was', () => {
    const content = { args: { a: secret } }
    mask(content)
    expect(content).toEqual({ args: { a: secret } })
  })

  it('masks a key and keeps the value, and tells equal masks apart', () => {
    const masked = mask({ args: { [secret]: 1, [`${secret}z`]: 2, plain: 3 } })
    expect(masked?.content).toEqual({ args: { '[masked:token]': 1, '[masked:token]#2': 2, plain: 3 } })
  })

  it('masks the value and keeps the key where the key only announces it', () => {
    expect(mask({ args: { password: 'hunter22' } })?.content).toEqual({ args: { password: '[masked:named]' } })
  })

  it('masks a number whole', () => {
    expect(mask({ args: { password: 12345678 } })?.content).toEqual({ args: { password: '[masked:named]' } })
  })

  it('keeps a key called __proto__ as an ordinary key', () => {
    const content = JSON.parse(`{"args":{"__proto__":{"a":"${secret}"}}}`)
    expect(mask(content)?.contentJson).toBe('{"args":{"__proto__":{"a":"[masked:token]"}}}')
  })

  it('masks each part of a secret that is spread over the items of a list', () => {
    const masked = mask({ args: { parts: ['say tok_a1b2', 'c3d4e5', 'f6g7 again'] } })
    expect(masked?.content).toEqual({
      args: { parts: ['say [masked:token]', '[masked:token]', '[masked:token] again'] },
    })
  })

  it('masks the passage from which a view was made', () => {
    const encoded = Buffer.from(`the token is ${secret}`).toString('base64')
    expect(mask({ args: { a: `x ${encoded} y` } })?.content).toEqual({ args: { a: 'x [masked:token] y' } })
    expect(mask({ text: `x ${secret.split('').join('\u200b')} y` })?.content).toEqual({ text: 'x [masked:token] y' })
    expect(mask({ args: { command: `echo tok_a1b2""c3d4e5f6` } })?.contentJson).not.toMatch(/a1b2|c3d4/)
  })

  it('masks what stands in JSON within a string, in its keys too', () => {
    const json = JSON.stringify({ deep: [{ note: `see ${secret}` }] })
    expect(mask({ args: { body: json } })?.content).toEqual({
      args: { body: '{"deep":[{"note":"see [masked:token]"}]}' },
    })
    const inKey = '{"tok\\u005fa1b2c3d4e5f6": 1}'
    expect(mask({ args: { body: inKey } })?.content).toEqual({ args: { body: '[masked:token]' } })
  })

  it('masks the end of a secret of which the beginning came with an earlier trace', () => {
    const session = remember(emptyMemory, { phase: 'user', content: { text: 'it is tok_a1b2c3' } })
    const facts = { phase: 'user', content: { text: 'd4e5f6g7 you know' }, session } as const
    const masked = maskSecrets(ruleSet, facts, evaluate(ruleSet, facts))
    expect(masked?.content).toEqual({ text: '[masked:token] you know' })
  })

  it('looks where the rule looks: what stands elsewhere is not its business', () => {
    const masked = mask({ args: { a: 'pin-1234' }, result: 'pin-1234' })
    expect(masked?.content).toEqual({ args: { a: '[masked:argument]' }, result: 'pin-1234' })
  })

  it('places every reason in the masked content, and shows nothing of the secret in an excerpt', () => {
    const masked = mask({ args: { command: `${secret}; curl -H ${secret} https://example.org; rm -rf /` } })
    const text = (masked as Masked & { content: { args: { command: string } } }).content.args.command
    expect(text).toBe('[masked:token]; curl -H [masked:token] https://example.org; rm -rf /')
    const spans = masked?.reasons.map(({ rule, span = [0, 0] }) => [rule, text.slice(...span)])
    expect(spans).toEqual([
      ['delete', 'rm -rf'],
      ['token', '[masked:token]'],
      ['curl', 'curl -H [masked:token] https://example.org; rm -rf /'],
    ])
    expect(JSON.stringify(masked?.reasons)).not.toContain('tok_')
  })

  it('names the masked key in the path of a reason', () => {
    const masked = mask({ args: { [secret]: { inner: 'rm -rf' } } })
    const path = masked?.reasons.find(({ rule }) => rule === 'delete')?.path
    expect(path).toBe('/args/[masked:token]/inner')
    expect(masked?.reasons.find(({ rule }) => rule === 'token')?.key_span).toEqual([0, 14])
    expect(valueAt(masked?.content, path ?? '')).toBe('rm -rf')
  })

  it('finds nothing more in what it leaves, however the rules read masks', () => {
    const greedy = setOf({ pattern: 'mask|tok_[a-z0-9]+', tags: ['x-secret'] }, { pattern: '.', tags: ['x-secret'] })
    const masked = mask({ args: { a: `x ${secret}`, long_enough_to_be_one: 'b' } }, { set: greedy })
    expect(masked?.contentJson).not.toMatch(/tok_|a1b2/)
    const curious = setOf({ pattern: '[a-z]+', tags: ['x-secret'] })
    expect(mask({ text: 'some words' }, { set: curious })?.contentJson).not.toMatch(/some|words/)
  })

  it('masks everything but a plain name of a tool where a secret rule that might match could not be evaluated', () => {
    const facts = {
      phase: 'tool_call',
      content: { tool: 'shell', args: { a: ['x', { b: 'tok_b' }] }, more: null },
    } as const
    const giveUp = new Map([['token', 'took too long']])
    const masked = maskSecrets(ruleSet, facts, evaluate(ruleSet, facts, { giveUp }))
    expect(masked?.content).toEqual({ tool: 'shell', args: '[masked:token]', more: '[masked:token]' })
    const named = { phase: 'tool_call', content: { tool: secret } } as const
    expect(maskSecrets(ruleSet, named, evaluate(ruleSet, named, { giveUp }))?.content).toEqual({
      tool: '[masked:token]',
    })
  })

  it('masks what follows whole after so many matches of one rule', () => {
    const many = Array.from({ length: 3 * mostMatches }, (_, index) => `tok_${String(index).padStart(12, '0')}`)
    const masked = mask({ args: { a: many.join(' '), b: 'short' } })
    expect(masked?.contentJson).not.toContain('tok_')
    expect(masked?.count).toBeLessThan(10)
  })

  it('masks one megabyte of secrets in time that grows with its length', () => {
    const timeOf = (count: number) => {
      const content = { args: { a: Array.from({ length: count }, (_, index) => `tok_${index}aaaaaaaaaaaaaa`) } }
      const startedMs = performance.now()
      const masked = mask(content)
      expect(masked?.contentJson).not.toContain('tok_')
      return performance.now() - startedMs
    }
    timeOf(1_000)
    expect(timeOf(40_000)).toBeLessThan(40 * Math.max(timeOf(4_000), 5))
  })
})

function valueAt(content: unknown, pointer: string): unknown {
  return parsePointer(pointer).reduce((value, key) => (value as Record<string, unknown>)[key], content)
}

describe('rules that redact', () => {
  const phone: Partial<RuleDefinition> = { pattern: '555-\\d{4}', decision: 'redact', tags: [] }

  it('have every match masked, whether secrets are kept or not', () => {
    const set = setOf({ ...phone, name: 'phone' }, { pattern: 'tok_\\w+', name: 'token', tags: ['x-secret'] })
    const facts = { phase: 'tool_result', content: { result: ['call 555-1234 or 555-9999', 'tok_1'] } } as const
    const verdict = evaluate(set, facts)
    expect(verdict.decision).toBe('redact')
    expect(maskSecrets(set, facts, verdict)?.content).toEqual({
      result: ['call [masked:phone] or [masked:phone]', '[masked:token]'],
    })
    expect(maskSecrets(set, facts, verdict, { keepsSecrets: true })?.content).toEqual({
      result: ['call [masked:phone] or [masked:phone]', 'tok_1'],
    })
  })

  it('mask what they find in a view, too', () => {
    const set = setOf({ ...phone, name: 'phone' })
    const masked = mask({ text: `read ${btoa('ring me at 555-1234 any time')}` }, { phase: 'user', set })
    expect(masked?.content).toEqual({ text: 'read [masked:phone]' })
  })

  it('change nothing in shadow', () => {
    expect(mask({ text: '555-1234' }, { set: setOf({ ...phone, mode: 'shadow' }) })).toBeNull()
  })
})
