import { expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'

const excerpt = (text: string) => excerptOf(text, 0, text.length)

test.each([
  ['rm -rf /', 'rm -rf /'],
  ['password: hunter2', 'password: ****'],
  ['"api_key": "abcdefghijkl"', '"api_key": "abcd****"'],
  ['Authorization: Bearer abc.def.ghi', 'Authorization: Bearer abc.****'],
  ['curl --token abcdef', 'curl --token ****'],
  ['my password is hunter2', 'my password is ****'],
  ['<password>hunter2</password>', '<password>****</password>'],
  ["config['password'] = 'hunter2'", "config['password'] = '****'"],
  ['{\\"access_key\\": \\"ab12cd34\\"}', '{\\"access_key\\": \\"****\\"}'],
  ['postgres://app:s3cr3t@db', 'postgres://app:****@db'],
  ['ghp_abcdefghijklmnop', 'ghp_****'],
  ['a password reset link', 'a password reset link'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA****'],
  ['key sk0123456789abcdef0123 end', 'key sk01**** end'],
])('%s is shown as %s', (text, shown) => {
  expect(excerpt(text)).toBe(shown)
})

test('a long match is cut, and a secret that the cut would halve is masked first', () => {
  const long = `${'x '.repeat(35)}0123456789abcdefghij`
  expect(excerpt(long).length).toBeLessThanOrEqual(80)
  expect(excerpt(long)).not.toContain('456789')
})

test('a cut never leaves half of a character', () => {
  expect(excerpt('😀'.repeat(300)).isWellFormed()).toBe(true)
})

test('only what matched is shown', () => {
  expect(excerptOf('before match after', 7, 12)).toBe('match')
})
