import { newRuleSchema } from '@agentsentry/contract'
import { checkRule } from '@agentsentry/engine'
import { expect, test } from 'vitest'
import { rewriteFault, rewriteWarning } from './rewrite-fault.ts'

function rewrite(pattern: string): string | null {
  const [fault] = checkRule(newRuleSchema.parse({ name: 'r', pattern }))
  if (fault === undefined) throw new Error(`\`${pattern}\` has no fault`)
  return rewriteFault(fault, pattern)
}

test.each([
  ['end\\Z', 'end\\z'],
  ['a\\u0041b', 'a\\x{0041}b'],
  ['x(?>ab)c', 'x(?:ab)c'],
  ['x(?=y)', 'x(?:y)'],
  ['(?<=x)y', '(?:x)y'],
  ['a++b', 'a+b'],
  ['a(?#why)b', 'ab'],
])('`%s` is rewritten to `%s`, which compiles', (pattern, rewritten) => {
  expect(rewrite(pattern)).toBe(rewritten)
  expect(checkRule(newRuleSchema.parse({ name: 'r', pattern: rewritten }))).toEqual([])
})

test.each(['x(?!y)', '(?<!x)y', '(a)\\1', '(', '(abcdefghij){200}', '\\N{DASH}'])(
  '`%s` takes a person to be rewritten',
  (pattern) => {
    expect(rewrite(pattern)).toBeNull()
  },
)

test('counts without a lower bound are written as Python means them, and escaped braces stay', () => {
  const warning = { code: 'differs_from_python', message: '`{,n}` stands for itself here; write `{0,n}`' }
  expect(rewriteWarning(warning, 'a{,2}\\{,3}b{,4}')).toBe('a{0,2}\\{,3}b{0,4}')
  expect(rewriteWarning({ ...warning, code: 'duplicate' }, 'a{,2}')).toBeNull()
})
