import { newRuleSchema } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { checkDraft } from './check-draft.ts'
import { emptyDraft, type RuleDraft } from './rule-draft.ts'

const other = newRuleSchema.parse({ name: 'other', pattern: 'shared' })
const stored = { rules: [{ id: 7, definition: other }], editedId: null }
const good = { ...emptyDraft, name: 'mine', pattern: 'secret' }

function check(draft: Partial<RuleDraft>, editedId: number | null = null) {
  return checkDraft({ ...good, ...draft }, { ...stored, editedId })
}

test('a good rule has no fault, and it is told how it is run', () => {
  expect(check({})).toMatchObject({ faults: [], warnings: [], definition: { name: 'mine' }, runs: { costly: false } })
})

test('an empty form says what is wanted of each field', () => {
  const { faults, definition } = checkDraft(emptyDraft, stored)
  expect(faults.map(({ field, message }) => [field, message])).toEqual([
    ['name', 'give the rule a name'],
    ['pattern', 'write a pattern'],
  ])
  expect(definition).toBeNull()
})

test('a rule can be tried before it has a name', () => {
  const { faults, definition } = check({ name: '' })
  expect(faults).toMatchObject([{ field: 'name', message: 'give the rule a name' }])
  expect(definition).toMatchObject({ name: 'unnamed rule', pattern: 'secret' })
})

test('a pattern is looked at while the rule has no name yet', () => {
  expect(check({ name: '', pattern: 'a(?=b)' }).faults).toMatchObject([
    { field: 'name' },
    { field: 'pattern', position: 1, rewrite: 'a(?:b)' },
  ])
})

describe('a fault stands at its field', () => {
  test.each<[string, Partial<RuleDraft>, object]>([
    ['of the pattern, with the rewrite', { pattern: 'end\\Z' }, { field: 'pattern', position: 3, rewrite: 'end\\z' }],
    ['of a pointer', { fields: '/args\nargs.x' }, { field: 'fields/1', rewrite: '/args/x' }],
    ['of a tag', { tags: 'CWE-78\nnope' }, { field: 'tags/1' }],
    ['of a name that another rule has', { name: 'other' }, { field: 'name', code: 'rule_name_taken' }],
    [
      'of an exception',
      { unless: [{ key: 'a', pattern: '(', type: '', on: [], tools: '', fields: '' }] },
      { field: 'unless/0/pattern' },
    ],
    [
      'of an exception that exempts everything',
      { unless: [{ key: 'a', pattern: '', type: '', on: [], tools: '', fields: '' }] },
      { field: 'unless/0' },
    ],
    [
      'of a test that fails',
      { tests: [{ key: 'a', kind: 'match', form: 'text', text: 'no' }] },
      { field: 'tests/match/0' },
    ],
    [
      'of a test that is no JSON',
      { tests: [{ key: 'a', kind: 'pass', form: 'user', text: '{' }] },
      { field: 'tests/pass/0' },
    ],
  ])('%s', (_what, draft, fault) => {
    expect(check(draft).faults).toMatchObject([fault])
  })
})

test('the rule that is edited may keep its name', () => {
  expect(check({ name: 'other', pattern: 'shared' }, 7)).toMatchObject({ faults: [], warnings: [] })
})

describe('what is allowed and hardly meant', () => {
  test.each<[Partial<RuleDraft>, object]>([
    [{ pattern: 'a*' }, { field: 'pattern', code: 'matches_empty' }],
    [{ pattern: 'ab{,2}' }, { code: 'differs_from_python', rewrite: 'ab{0,2}' }],
    [{ pattern: 'shared' }, { code: 'duplicate', message: expect.stringContaining('`other`') }],
    [
      { on: ['user'], tools: 'shell' },
      { field: 'tools', code: 'never_in_scope' },
    ],
  ])('%j', (draft, warning) => {
    expect(check(draft)).toMatchObject({ faults: [], warnings: [warning] })
  })
})
