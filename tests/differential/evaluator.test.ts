import { type NewRule, newRuleSchema, phaseOf, type Reason } from '@agentsentry/contract'
import { compileRuleSet, evaluate } from '@agentsentry/engine'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluateByReference } from './reference-evaluator.ts'

// Words are short and apart, so that no view but the text itself has anything to read.

const words = ['alpha', 'Beta', 'no', 'YES', 'über', '42', 'rm']
const word = fc.constantFrom(...words)
const key = fc.constantFrom('path', 'note', 'to', 'items', 'a/b', 'c~d', 'constructor')
const sentence = fc
  .array(word, { minLength: 1, maxLength: 8, size: 'max' })
  .chain((list) => fc.constantFrom(' ', '  ', ', ', '\n', '-').map((between) => list.join(between)))
const leaf = fc.oneof({ weight: 6, arbitrary: sentence }, fc.constantFrom<unknown>(0, 42, true, null, [], {}))
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, weight: 3, arbitrary: leaf },
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
}))
const tool = fc.constantFrom('shell', 'mail.send', 'mail.read', 'constructor')
const trace = fc.oneof(
  fc.record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    content: fc.record({ text: sentence, extra: value }, { requiredKeys: ['text'] }),
  }),
  fc.record({
    role: fc.constant('tool' as const),
    content: fc.record({ tool, args: value, result: value }, { requiredKeys: [] }),
  }),
)

const pattern = fc.oneof(
  word,
  fc.tuple(word, word).map(([left, right]) => `(?i)${left}\\W+${right}`),
  fc.tuple(word, word).map(([left, right]) => `${left}|${right}`),
  fc.tuple(key, word).map(([name, after]) => `${name.slice(0, 3)}[a-z]*: ${after}`),
  fc.constantFrom(
    '(?i)[a-z]+a\\b',
    '[0-9]+',
    '(?m)^\\w+$',
    '(?s)alpha.*rm',
    'tool:\\w+',
    '\\S+\\n\\S+',
    '(?i)(?:no|yes)',
  ),
)
const phrases = fc
  .array(fc.array(word, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((list) => list.map((tokens) => tokens.join(' ')).join('|'))
const on = fc.uniqueArray(fc.constantFrom('user', 'assistant', 'system', 'tool_call', 'tool_result'), { minLength: 3 })
const tools = fc.uniqueArray(fc.constantFrom('shell', 'mail.*', '!mail.read', '*', '*l', 'constructor'), {
  minLength: 1,
})
const fields = fc.uniqueArray(
  fc.constantFrom(
    '/text',
    '/args',
    '/args/**',
    '/**/note',
    '!/result',
    '/args/*',
    '/*/a~1b',
    '/**/it*s/**',
    '/extra/0',
  ),
  { minLength: 1 },
)
const condition = fc.oneof(
  fc.record({ rule_type: fc.constant('regex' as const), pattern }),
  fc.record({ rule_type: fc.constant('nlp' as const), pattern: phrases }),
)
const exception = fc.oneof(
  {
    weight: 4,
    arbitrary: condition.chain(({ rule_type: type, pattern }) =>
      fc.record(
        { type: fc.constant(type), pattern: fc.constant(pattern), on, tools, fields },
        { requiredKeys: ['type', 'pattern'] },
      ),
    ),
  },
  fc.record({ tools }),
  fc.record({ on: fc.constantFrom(['user'] as const, ['tool_call'] as const).map((phases) => [...phases]) }),
)
/** A field that most rules are without. */
const rarely = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { freq: 2 })

const rule = fc
  .tuple(
    condition,
    fc.record(
      {
        decision: fc.constantFrom('allow', 'warn', 'redact', 'ask', 'block'),
        mode: fc.constantFrom('enforce', 'enforce', 'shadow'),
        enabled: fc.constantFrom(true, true, true, false),
        on: rarely(on),
        tools: rarely(tools),
        fields: rarely(fields),
        unless: rarely(fc.array(exception, { minLength: 1, maxLength: 2 })),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([what, where]) => ({ ...what, ...where }) as Omit<NewRule, 'name'>)
const rules = fc
  .array(rule, { minLength: 1, maxLength: 12, size: 'max' })
  .map((list) => list.map((entry, index) => newRuleSchema.parse({ ...entry, name: `rule ${index}` })))

const placesIn = (reasons: readonly Reason[]) =>
  reasons.filter(({ view }) => view === 'text').map(({ rule, path, span }) => ({ rule, path, span }))

test('rule sets say of a trace what the documented meaning says, rule by rule and place by place', () => {
  let traces = 0
  let matches = 0
  fc.assert(
    fc.property(rules, trace, (definitions, { role, content }) => {
      traces++
      const phase = phaseOf(role, content)
      const { ruleSet, faults } = compileRuleSet(definitions, { number: 1, hash: 'generated' })
      expect(faults).toEqual([])
      const verdict = evaluate(ruleSet, { phase, content })
      const { decision, reasons, shadow, outOfScope } = evaluateByReference(definitions, phase, content)
      matches += reasons.length
      expect(placesIn(verdict.reasons)).toEqual(reasons)
      expect(placesIn(verdict.shadow)).toEqual(shadow)
      expect(verdict.tally.out_of_scope).toBe(outOfScope)
      expect(verdict.tally.not_evaluated).toBe(0)
      if (verdict.reasons.every(({ view }) => view === 'text')) expect(verdict.decision).toBe(decision)
    }),
    { numRuns: 2000, seed: 3 },
  )
  // A comparison of verdicts that are all empty would say nothing.
  expect(matches).toBeGreaterThan(traces / 2)
})
