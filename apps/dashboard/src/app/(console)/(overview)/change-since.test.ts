import { describe, expect, it } from 'vitest'
import { changeSince } from './change-since.ts'

describe('the change against the period before', () => {
  it.each([
    [100, 112, '+12 %', 'more'],
    [100, 97, '−3 %', 'fewer'],
    [100, 0, '−100 %', 'fewer'],
    [7, 7, 'no change', 'same'],
    [0, 0, 'no change', 'same'],
    [0, 5, 'new', 'more'],
    [10_000, 10_001, '+<1 %', 'more'],
    [10, 109, '+990 %', 'more'],
    [10, 140, '×14', 'more'],
  ])('from %i to %i is %s', (before, now, short, direction) => {
    expect(changeSince(before, now)).toMatchObject({ short, direction })
  })

  it('says in words how many there were', () => {
    expect(changeSince(1_200, 3).long).toBe('1,200 in')
    expect(changeSince(0, 3).long).toBe('none in')
  })
})
