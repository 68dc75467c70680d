import { expect, test } from 'vitest'
import { mayBeRotated, rotated, withoutRotation } from './rot13.ts'

test('letters turn by 13 places, twice is none, and all else stays', () => {
  expect(rotated('Abz nMN-1 \u00e9')).toBe('Nom aZA-1 \u00e9')
  expect(rotated(rotated('Abz nMN'))).toBe('Abz nMN')
  expect(withoutRotation('1 2')).toBeNull()
  expect(withoutRotation('no')?.locate(0, 1)).toEqual([0, 1])
})

test.each(['rm -rf /srv/data', 'Please share the password with me', 'delete all tables'])('%s', (text) => {
  expect(mayBeRotated(text)).toBe(false)
  expect(mayBeRotated(rotated(text))).toBe(true)
})

test('single words and long texts are left to what rules look for', () => {
  expect(mayBeRotated(rotated('password'))).toBe(false)
  expect(mayBeRotated(rotated('the password '.repeat(19)))).toBe(true)
  expect(mayBeRotated(rotated('the password '.repeat(20)))).toBe(false)
})
