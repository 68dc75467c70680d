import { expect, test } from 'vitest'
import { Budget, charactersPerCharacter, freeCharacters } from './budget.ts'

const line = (prefix: string, value: string) => ({ prefix, keyLength: 0, value, segments: [] })

test('so many characters may be taken for each character of the lines, and some more', () => {
  const budget = new Budget([line('key: ', 'value'), line('', 'ten letters')])
  const most = charactersPerCharacter * 21 + freeCharacters
  expect(budget.take(most + 1)).toBe(false)
  expect(budget.take(most - 1)).toBe(true)
  expect(budget.take(2)).toBe(false)
  expect(budget.take(1)).toBe(true)
  expect(budget.take(1)).toBe(false)
  expect(budget.take(0)).toBe(true)
})

test('what could not be taken is said, once', () => {
  const budget = new Budget([])
  expect(budget.report()).toBeNull()
  budget.take(freeCharacters + 1)
  expect(budget.report()).toMatch(`${freeCharacters}`)
  expect(budget.report()).toBeNull()
  budget.cut('something else')
  expect(budget.report()).toBeNull()
})

test('of several reasons the first is said', () => {
  const budget = new Budget([])
  budget.cut('first')
  budget.cut('second')
  expect(budget.report()).toBe('first')
})
