import { expect, test } from 'vitest'
import { Transitions } from './transitions.ts'

test('every step that was set is found, and no other, however many there are', () => {
  const transitions = new Transitions()
  const steps = Array.from({ length: 3000 }, (_, index) => ({
    from: index % 61,
    symbol: (index * 7) % 1009,
    to: index + 1,
  }))
  const wanted = new Map<string, number>()
  for (const { from, symbol, to } of steps) {
    if (wanted.has(`${from}/${symbol}`)) continue
    wanted.set(`${from}/${symbol}`, to)
    transitions.set(from, symbol, to)
    expect(transitions.get(from, symbol)).toBe(to)
  }
  for (let from = 0; from < 62; from++)
    for (let symbol = 0; symbol < 1009; symbol += 5)
      expect(transitions.get(from, symbol)).toBe(wanted.get(`${from}/${symbol}`) ?? -1)
  expect(transitions.entries()).toHaveLength(wanted.size)
  for (const { from, symbol, to } of transitions.entries()) expect(wanted.get(`${from}/${symbol}`)).toBe(to)
})

test('an empty table leads nowhere', () => {
  expect(new Transitions().get(0, 0)).toBe(-1)
  expect(new Transitions().entries()).toEqual([])
})
