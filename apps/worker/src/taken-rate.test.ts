import { expect, test } from 'vitest'
import { TakenRate } from './taken-rate.ts'

test('is what was taken in the last whole second, or more where this one has more already', () => {
  const rate = new TakenRate()
  expect(rate.perSecond(10_000)).toBe(0)
  rate.add(30, 10_100)
  expect(rate.perSecond(10_900)).toBe(30)
  rate.add(5, 11_050)
  expect(rate.perSecond(11_500)).toBe(30)
  rate.add(70, 11_600)
  expect(rate.perSecond(11_700)).toBe(75)
})

test('is forgotten when nothing was taken for a while, and after the clock was set back', () => {
  const rate = new TakenRate()
  rate.add(30, 10_000)
  expect(rate.perSecond(13_000)).toBe(0)
  rate.add(30, 13_100)
  expect(rate.perSecond(1_000)).toBe(0)
})
