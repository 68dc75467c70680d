import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { apiKeyName, base62Digits, formatApiKey, isApiKey } from './api-key.ts'

const secret = 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'

function randomSecret(): string {
  return Array.from(randomBytes(30), (byte) => base62Digits.charAt(byte % 62)).join('')
}

test('a key is the prefix, the secret, and the CRC-32 of the secret in base 62', () => {
  // The example that is told of GitHub's format: `ghp_` and these digits.
  expect(formatApiKey(secret)).toBe(`as_${secret}0mLq17`)
  for (let made = 0; made < 200; made++) {
    const key = formatApiKey(randomSecret())
    const value = [...key.slice(-6)].reduce((sum, digit) => sum * 62 + base62Digits.indexOf(digit), 0)
    expect(value).toBe(crc32(key.slice(3, 33)))
    expect(isApiKey(key)).toBe(true)
  }
})

test('a key with any one character changed is none', () => {
  const key = formatApiKey(secret)
  for (let place = 0; place < key.length; place++) {
    for (const other of ['0', 'Z', '_', '-', 'é', ' ']) {
      if (key[place] === other) continue
      expect(isApiKey(key.slice(0, place) + other + key.slice(place + 1)), `${place} ${other}`).toBe(false)
    }
  }
})

test.each([
  '',
  'as_',
  secret,
  `as_${secret}`,
  `as_${secret}0mLq1`,
  `as_${secret}0mLq170`,
  `AS_${secret}0mLq17`,
  ` as_${secret}0mLq17`,
  `as_${secret}0mLq17\n`,
  'as___proto__',
])('what is cut, long or of another kind is no key: %j', (text) => {
  expect(isApiKey(text)).toBe(false)
})

test('the name of a key is its first six digits', () => {
  expect(apiKeyName(formatApiKey(secret))).toBe('as_zQWBuT')
})
