import { type NewRule, newRuleSchema, type ViewName } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { compileRuleSet } from './compile.ts'
import { type EvaluateOptions, evaluate, type Facts, toolOf } from './evaluate.ts'

const ruleSetOf = (rules: NewRule[]) =>
  compileRuleSet(
    rules.map((rule) => newRuleSchema.parse(rule)),
    { number: 1, hash: 'h' },
  ).ruleSet
const judge = (rules: NewRule[], text: string, options: EvaluateOptions = {}) =>
  evaluate(ruleSetOf(rules), { phase: 'user', content: { text } }, options)

describe('a rule that is given up', () => {
  const rules: NewRule[] = [
    { name: 'given up', pattern: 'needle', decision: 'block', severity: 'critical', description: 'why' },
    { name: 'other', pattern: 'needle' },
  ]
  const options = { giveUp: new Map([['given up', 'it took too long']]) }

  test('takes its decision with the cause, and counts as not evaluated', () => {
    const { decision, reasons, tally } = judge(rules, 'a needle', options)
    expect(decision).toBe('block')
    expect(reasons[0]).toEqual({
      rule: 'given up',
      type: 'regex',
      severity: 'critical',
      decision: 'block',
      description: 'why',
      unevaluated: 'it took too long',
    })
    expect(reasons.map(({ rule }) => rule)).toEqual(['given up', 'other'])
    expect(tally).toEqual({ ran: 1, out_of_scope: 0, not_evaluated: 1, shadow: 0 })
  })

  test('is not tried', () => {
    const tried: number[] = []
    judge(rules, 'a needle', { ...options, progress: (index) => tried.push(index) })
    expect(tried).not.toContain(0)
    expect(tried).toContain(1)
  })

  test('is of no account where the text lacks what it needs', () => {
    expect(judge(rules, 'a pin', options).decision).toBe('allow')
  })
})

describe('whoever is told of progress', () => {
  test('hears of shared work first, then of each rule before it is tried, with the steps of its search', () => {
    const told: [index: number, steps?: number | undefined][] = []
    const rules = [
      { name: 'elsewhere', pattern: 'pin' },
      { name: 'slow', pattern: '(a+)+needle' },
    ]
    judge(rules, 'a aneedle', { progress: (...each) => told.push(each) })
    expect(told[0]).toEqual([-1])
    expect(told[1]).toEqual([1])
    expect(told[2]).toEqual([1, expect.any(Number)])
    expect(told[2]?.[1]).toBeGreaterThan(0)
    expect(told.some(([index]) => index === 0)).toBe(false)
  })

  test('hears of shared work again before each view is made, and after the rules have read it', () => {
    const told: (number | ViewName)[] = []
    judge([{ name: 'a', pattern: 'needle' }], 'ｎｅｅｄｌｅ pin', {
      progress: (index, steps) => steps === undefined && told.push(index),
      onView: (view) => told.push(view),
    })
    expect(told).toEqual([-1, 'text', -1, 'folded', 0])
    told.length = 0
    judge([{ name: 'a', pattern: 'nothing' }], 'ｎｅｅｄｌｅ pin', {
      progress: (index) => told.push(index),
      onView: (view) => told.push(view),
    })
    expect(told).toEqual([-1, 'text', -1, 'folded', -1])
  })

  test('makes a rule one that was not evaluated by throwing an error, and ends it all by throwing anything else', () => {
    const rules = [{ name: 'a', pattern: '(a+)+needle', decision: 'ask' as const }]
    const stop = (thrown: unknown) => ({
      progress: (_index: number, steps?: number) => {
        if (steps !== undefined) throw thrown
      },
    })
    const { decision, reasons } = judge(rules, 'aneedle', stop(new Error('too many steps')))
    expect({ decision, cause: reasons[0]?.unevaluated }).toEqual({ decision: 'ask', cause: 'too many steps' })
    expect(() => judge(rules, 'aneedle', stop('enough'))).toThrow('enough')
  })
})

test('no view is made once every rule in scope has given its reason', () => {
  const viewsOf = (text: string, on: NewRule['on']) => {
    const views: ViewName[] = []
    const rules: NewRule[] = [
      { name: 'a', pattern: 'needle' },
      { name: 'b', pattern: 'pin', on },
    ]
    judge(rules, text, { onView: (view) => views.push(view) })
    return views
  }
  expect(viewsOf('needle ｐｉｎ', ['system'])).toEqual(['text'])
  expect(viewsOf('needle ｐｉｎ', ['user'])).toEqual(['text', 'folded'])
  expect(viewsOf('ｎｅｅｄｌｅ ｐｉｎ %61%62%63', ['user'])).toEqual(['text', 'folded'])
})

test('a rule gives one reason: that of the first reading in which it matches', () => {
  const rules = [
    { name: 'a', pattern: 'needle' },
    { name: 'b', pattern: 'nothing' },
  ]
  expect(judge(rules, 'a needle ｎｅｅｄｌｅ').reasons).toMatchObject([{ rule: 'a', view: 'text', span: [2, 8] }])
})

describe('a reason', () => {
  test('names what was undone to find it, and nothing where nothing was', () => {
    const [decoded] = judge([{ name: 'a', pattern: 'needle' }], '%6e%65%65%64%6c%65').reasons
    expect(decoded).toMatchObject({ view: 'decoded', via: ['percent'] })
    const [plain] = judge([{ name: 'a', pattern: 'needle' }], 'a needle').reasons
    expect(plain).toEqual({
      rule: 'a',
      type: 'regex',
      severity: 'warning',
      decision: 'warn',
      description: null,
      path: '/text',
      span: [2, 8],
      excerpt: 'needle',
      view: 'text',
    })
  })
})

describe('a rule in shadow', () => {
  const rules: NewRule[] = [
    { name: 'a', pattern: 'needle', decision: 'warn', mode: 'shadow' },
    { name: 'b', pattern: 'needle', decision: 'block', mode: 'shadow' },
    { name: 'c', pattern: 'needle', decision: 'warn' },
  ]
  test('says what it would have done, strongest first, and decides nothing', () => {
    const { decision, reasons, shadow, tally } = judge(rules, 'needle')
    expect(decision).toBe('warn')
    expect(reasons.map(({ rule }) => rule)).toEqual(['c'])
    expect(shadow.map(({ rule }) => rule)).toEqual(['b', 'a'])
    expect(tally).toEqual({ ran: 3, out_of_scope: 0, not_evaluated: 0, shadow: 2 })
  })
})

test('reasons of one strength stand in the order of the rules, wherever they were found', () => {
  const rules = ['one', 'two', 'three'].map((pattern) => ({ name: pattern, pattern }))
  expect(judge(rules, 'ｏｎｅ three two').reasons.map(({ rule }) => rule)).toEqual(['one', 'two', 'three'])
})

describe('what AgentSentry finds by itself', () => {
  const rules: NewRule[] = [{ name: 'a', pattern: 'needle' }]
  test('is a reason beside those of rules, and takes part in the decision', () => {
    const content = { args: { path: 'a', 'p\u0430th': 'b' } }
    const { decision, reasons, tally } = evaluate(ruleSetOf(rules), { phase: 'tool_call', content })
    expect(decision).toBe('warn')
    expect(reasons).toMatchObject([{ rule: 'agentsentry.keys', type: 'built_in', path: '/args/p\u0430th' }])
    expect(tally).toEqual({ ran: 1, out_of_scope: 0, not_evaluated: 0, shadow: 0 })
  })

  test('stands behind the rules of the same strength', () => {
    const content = { args: { path: 'ｎｅｅｄｌｅ', 'p\u0430th': 'b' } }
    const { reasons } = evaluate(ruleSetOf(rules), { phase: 'tool_call', content })
    expect(reasons.map(({ rule }) => rule)).toEqual(['a', 'agentsentry.keys'])
  })
})

test('what an earlier trace of the session ended with is read before this one', () => {
  const facts: Facts = { phase: 'user', content: { text: 'dle' } }
  const session = { traces: [{ phase: 'user' as const, tails: [{ path: '/text', tail: 'a nee' }], isPartial: false }] }
  const rules = ruleSetOf([{ name: 'a', pattern: 'needle' }])
  expect(evaluate(rules, facts).reasons).toEqual([])
  expect(evaluate(rules, { ...facts, session }).reasons).toMatchObject([{ rule: 'a', view: 'session', span: [0, 3] }])
})

test.each<[Facts['phase'], Facts['content'], string | null]>([
  ['tool_call', { tool: 'shell' }, 'shell'],
  ['tool_result', { tool: 'shell', result: '' }, 'shell'],
  ['tool_call', { args: {} }, ''],
  ['tool_call', { tool: 5 }, ''],
  ['user', { tool: 'shell' }, null],
  ['tool_call', Object.create({ tool: 'shell' }), ''],
])('the tool of a step: %s %j is %j', (phase, content, tool) => {
  expect(toolOf({ phase, content })).toBe(tool)
})
