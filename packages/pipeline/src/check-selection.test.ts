import { describe, expect, test } from 'vitest'
import { type CheckSelection, isSelected, parseCheckSelection } from './check-selection.ts'

const trace = { id: '0193b0c5-6f0e-7cc0-9d39-0d2a80000000', phase: 'user', decision: 'allow' } as const

describe('reading', () => {
  test('what is not a selection is none', () => {
    for (const text of ['', 'some', 'phases:', 'phases:user,robot', 'sample:', 'sample:0', 'sample:1.1', 'sample:x'])
      expect(parseCheckSelection(text), text).toBeNull()
  })

  test('phases may be parted by blanks as well', () => {
    expect(parseCheckSelection('phases:user, tool_call')).toEqual({
      kind: 'phases',
      phases: new Set(['user', 'tool_call']),
    })
  })
})

describe('selecting', () => {
  const selects = (text: string, fields: Partial<Parameters<typeof isSelected>[1]> = {}) =>
    isSelected(parseCheckSelection(text) as CheckSelection, { ...trace, ...fields })

  test('a blocked trace is never selected', () => {
    for (const text of ['all', 'warn', 'phases:user', 'sample:1'])
      expect(selects(text, { decision: 'block' })).toBe(false)
  })

  test('`warn` takes whatever the rules did not allow', () => {
    expect(
      ['allow', 'warn', 'redact', 'ask'].map((decision) => selects('warn', { decision: decision as 'warn' })),
    ).toEqual([false, true, true, true])
  })

  test('phases take theirs and no other', () => {
    expect([selects('phases:user'), selects('phases:assistant,tool_call')]).toEqual([true, false])
  })

  test('a sample takes about its share, always the same', () => {
    const ids = Array.from({ length: 4000 }, () => crypto.randomUUID())
    const share = ids.filter((id) => selects('sample:0.25', { id })).length / ids.length
    expect(share).toBeGreaterThan(0.2)
    expect(share).toBeLessThan(0.3)
    expect(ids.filter((id) => selects('sample:1', { id }))).toHaveLength(4000)
    expect(selects('sample:0.5', { id: 'x-7fffffff' })).toBe(true)
    expect(selects('sample:0.5', { id: 'x-80000000' })).toBe(false)
  })
})
