import { expect, test } from 'vitest'
import { stepOfHash } from './step-of-hash.ts'

test('a step is named behind the number sign', () => {
  expect(stepOfHash('#01a22a3e-d32f-7004')).toBe('01a22a3e-d32f-7004')
  expect(stepOfHash('#a%20b')).toBe('a b')
  expect(stepOfHash('')).toBe('')
})

test.each(['#%', '#%E0%A4%A', '#<%= x %>'])('%j names none', (hash) => {
  expect(stepOfHash(hash)).toBe('')
})
