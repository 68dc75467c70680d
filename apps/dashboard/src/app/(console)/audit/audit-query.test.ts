import { describe, expect, it } from 'vitest'
import { cutPage, readAuditQuery } from './audit-query.ts'

describe('what the address of the audit log asks for', () => {
  it('is read, times as UTC', () => {
    expect(
      readAuditQuery({
        action: 'trace_block',
        target_type: 'trace',
        from: '2026-11-30T10:00',
        to: '2026-11-30T12:00:00+01:00',
      }),
    ).toEqual({
      action: 'trace_block',
      target_type: 'trace',
      from: '2026-11-30T10:00:00.000Z',
      to: '2026-11-30T11:00:00.000Z',
    })
  })

  it('is nothing for what cannot be read, and no more than a name for a long one', () => {
    expect(readAuditQuery({ action: ['a', 'b'], target_type: '', from: 'yesterday' })).toEqual({
      action: undefined,
      target_type: undefined,
      from: undefined,
      to: undefined,
    })
    expect(readAuditQuery({ action: 'x'.repeat(500) }).action).toHaveLength(100)
  })
})

describe('a page of the audit log', () => {
  const items = ['12:02', '12:00', '11:58'].map((time) => ({ created_at: `2026-11-30T${time}:00.000Z` }))

  it('is as it came where nothing says how far back', () => {
    expect(cutPage({ items, nextCursor: 'c' }, undefined)).toEqual({ items, nextCursor: 'c' })
  })

  it('ends where it goes back too far, and there is no other', () => {
    expect(cutPage({ items, nextCursor: 'c' }, '2026-11-30T12:00:00.000Z')).toEqual({
      items: items.slice(0, 2),
      nextCursor: null,
    })
  })

  it('goes on while it has not come so far', () => {
    expect(cutPage({ items, nextCursor: 'c' }, '2026-11-30T11:00:00.000Z')).toEqual({ items, nextCursor: 'c' })
  })
})
