import { describe, expect, it } from 'vitest'
import { countIncrements, countLabels, timeLabels } from './axis-labels.ts'

const at = (text: string) => new Date(text).getTime() / 1_000

describe('the labels of the axes', () => {
  it('tell the time of day where the reader is, and the date where a day begins', () => {
    expect(timeLabels([at('2026-11-29T22:00'), at('2026-11-30T00:00'), at('2026-11-30T02:30')], 9_000)).toEqual([
      '22:00',
      '30 Nov',
      '02:30',
    ])
  })

  it('tell the date alone where the steps are days', () => {
    expect(timeLabels([at('2026-11-30T01:00')], 86_400)).toEqual(['30 Nov'])
  })

  it('are short, and of whole numbers', () => {
    expect(countLabels([0, 950, 1_200, 3_000_000])).toEqual(['0', '950', '1.2K', '3M'])
    expect(countIncrements.every(Number.isInteger)).toBe(true)
    expect(countIncrements.slice(0, 5)).toEqual([1, 2, 5, 10, 20])
  })
})
