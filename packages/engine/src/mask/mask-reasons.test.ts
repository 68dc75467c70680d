import type { Content, Reason } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { MaskPlan } from './mask-plan.ts'
import { maskReasons } from './mask-reasons.ts'

const found: Reason = { rule: 'r', type: 'regex', severity: 'warning', decision: 'warn', description: 'It is so.' }

function moved(content: Content, mask: (plan: MaskPlan) => void, ...reasons: Reason[]): Reason[] {
  const plan = new MaskPlan(content)
  mask(plan)
  return maskReasons(reasons, { plan, content: plan.apply(), again: new Map() })
}

const content = { args: { 'my-secret': 'a secret b', list: [{ deep: 'x' }] } }
const maskBoth = (plan: MaskPlan) => {
  plan.addKey(['args', 'my-secret'], [3, 9], 'm')
  plan.addPassage(['args', 'my-secret'], [2, 8], 'm')
}

test('a reason is about the masked content: its path, its spans and its excerpt', () => {
  const path = '/args/my-secret'
  const [ofValue, ofKey] = moved(
    content,
    maskBoth,
    { ...found, path, span: [5, 10], excerpt: 'ret b' },
    { ...found, path, key_span: [0, 9], excerpt: 'my-secret' },
  )
  expect(ofValue).toEqual({
    ...found,
    path: '/args/my-[masked:m]',
    span: [2, 14],
    excerpt: expect.stringContaining('[masked:m] b'),
  })
  expect(ofKey).toEqual({
    ...found,
    path: '/args/my-[masked:m]',
    key_span: [0, 13],
    excerpt: expect.stringContaining('my-[masked:m]'),
  })
})

test('a reason gets nothing that it did not have', () => {
  const [reason] = moved(content, maskBoth, { ...found, path: '/args/my-secret' })
  expect(Object.keys(reason ?? {})).toEqual([...Object.keys(found), 'path'])
})

test('of what was masked with all that holds it, the mask is shown', () => {
  const [reason] = moved(content, (plan) => plan.addWhole(['args', 'list'], 'm'), {
    ...found,
    path: '/args/list/0/deep',
    span: [0, 1],
    excerpt: 'x',
  })
  expect(reason).toMatchObject({ path: '/args/list', span: [0, 10], excerpt: expect.stringContaining('[masked:m]') })
})

test('of a place that holds no text, or is not there, nothing is shown', () => {
  const excerpts = ['/args/list', '/args/gone/on', '/args/my-secret/within'].map(
    (path) => moved(content, () => {}, { ...found, path, span: [0, 4], excerpt: 'text' })[0]?.excerpt,
  )
  expect(excerpts).toEqual(['', '', ''])
})

test('two keys that look alike are not named, since one of them may be a secret', () => {
  const [reason] = moved(content, maskBoth, {
    ...found,
    type: 'built_in',
    description: '`/x` is the other',
    path: '/args',
  })
  expect(reason?.description).not.toContain('/x')
  expect(reason?.description).toMatch(/look alike/)
})

test('a reason without a place, and one of a rule that was not evaluated, stay as they are', () => {
  const given = [found, { ...found, unevaluated: 'took too long', path: '/args/my-secret' }]
  expect(moved(content, maskBoth, ...given)).toEqual(given)
})

test('what the masked content gives by itself is taken before what was moved', () => {
  const plan = new MaskPlan(content)
  const again = { ...found, path: '/args', description: 'again' }
  const places = { plan, content: plan.apply(), again: new Map([['r', again]]) }
  expect(
    maskReasons(
      [
        { ...found, path: '/args/list' },
        { ...found, rule: 's', path: '/args/list' },
      ],
      places,
    ),
  ).toEqual([again, { ...found, rule: 's', path: '/args/list' }])
})
