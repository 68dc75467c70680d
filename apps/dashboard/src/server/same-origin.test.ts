import { expect, test } from 'vitest'
import { isSameOrigin } from './same-origin.ts'

test('a change is taken from a page of the very host and port', () => {
  expect(isSameOrigin('http://localhost:3000', 'localhost:3000')).toBe(true)
  expect(isSameOrigin('https://sentry.example', 'Sentry.Example')).toBe(true)
})

test.each([
  [null, 'localhost:3000'],
  ['null', 'localhost:3000'],
  ['', 'localhost:3000'],
  ['http://localhost:3001', 'localhost:3000'],
  ['http://evil.example', 'localhost:3000'],
  ['http://localhost:3000.evil.example', 'localhost:3000'],
  ['http://localhost:3000', null],
])('not from %s at %s', (origin, host) => {
  expect(isSameOrigin(origin, host)).toBe(false)
})
