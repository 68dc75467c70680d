import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sameSitePath } from './same-site-path.ts'

test.each([
  ['/', '/'],
  ['/rules', '/rules'],
  ['/sessions?decision=block&q=a%20b', '/sessions?decision=block&q=a%20b'],
  ['/a/../rules', '/rules'],
  ['/rules#part', '/rules'],
])('%s is a path of this site', (given, path) => {
  expect(sameSitePath(given)).toBe(path)
})

test.each([
  undefined,
  null,
  '',
  'rules',
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'javascript:alert(1)',
  ' /rules',
  '/sign-in?next=/sign-in',
  `/${'x'.repeat(3_000)}`,
])('%j leads to the overview', (given) => {
  expect(sameSitePath(given)).toBe('/')
})

test('whatever is given, a browser that is sent there stays on this site', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '\t',
    '\n',
    'evil.example',
    ':',
    '@',
    '?',
    '#',
    '%2f',
    ' ',
    'http:',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
      const { origin } = new URL(sameSitePath(parts.join('')), 'https://dashboard.example')
      expect(origin).toBe('https://dashboard.example')
    }),
  )
})
