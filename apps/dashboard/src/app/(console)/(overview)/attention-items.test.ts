import type { Attention } from '@agentsentry/contract'
import { describe, expect, it } from 'vitest'
import { ageOf, attentionItems } from './attention-items.ts'

const nowMs = Date.parse('2026-11-30T12:00:00.000Z')
const calm: Attention = {
  quarantined_sessions: { count: 0, newest: [] },
  dead_checks: { count: 0 },
  unavailable_checks: { count: 0 },
  waiting_checks: { count: 0, oldest_at: null },
  dead_deliveries: { count: 0 },
  asks: { count_24h: 0 },
  rules_faulty: [],
  no_rules: false,
  judge: 'configured',
}

function keysOf(changed: Partial<Attention>): string[] {
  return attentionItems({ ...calm, ...changed }, nowMs).map(({ key }) => key)
}

describe('what needs a person', () => {
  it('is nothing where nothing waits', () => {
    expect(keysOf({})).toEqual([])
  })

  it('names everything that waits, what is most urgent first', () => {
    const everything = {
      no_rules: true,
      rules_faulty: [{ rule: 'a', message: 'b' }],
      quarantined_sessions: { count: 2, newest: [] },
      dead_checks: { count: 1 },
      unavailable_checks: { count: 1 },
      waiting_checks: { count: 3, oldest_at: '2026-11-30T11:00:00.000Z' },
      dead_deliveries: { count: 1 },
      asks: { count_24h: 4 },
    }
    expect(keysOf(everything)).toEqual([
      'no-rules',
      'rules-faulty',
      'quarantined',
      'dead-checks',
      'unavailable-checks',
      'old-queue',
      'dead-deliveries',
      'asks',
    ])
  })

  it('is no queue that moves', () => {
    expect(keysOf({ waiting_checks: { count: 900, oldest_at: '2026-11-30T11:59:00.000Z' } })).toEqual([])
    expect(keysOf({ waiting_checks: { count: 1, oldest_at: '2026-11-30T11:54:00.000Z' } })).toEqual(['old-queue'])
  })

  it('says of a count that was not finished that there may be more', () => {
    const [item] = attentionItems({ ...calm, dead_checks: { count: 1_000 } }, nowMs)
    expect(item?.title).toBe('1,000 or more checks given up')
  })

  it('says ages in one unit', () => {
    expect([10_000, 6 * 60_000, 3 * 3_600_000, 50 * 3_600_000].map(ageOf)).toEqual([
      'less than a minute',
      '6 min',
      '3 h',
      '2 d',
    ])
  })
})
