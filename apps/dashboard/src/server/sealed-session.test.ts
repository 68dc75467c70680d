import { expect, test } from 'vitest'
import { openSession, sealSession } from './sealed-session.ts'

const secret = 'a secret of at least 32 characters'
const session = { apiKey: 'as_key', expiresAtMs: 1_000_000 }

test('a session comes back from its seal until it expires', () => {
  const sealed = sealSession(session, secret)
  expect(openSession(sealed, secret, 999_999)).toEqual(session)
  expect(openSession(sealed, secret, 1_000_000)).toBeNull()
})

test('the seal shows nothing, and is never the same', () => {
  const sealed = sealSession(session, secret)
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('as_key')
  expect(sealSession(session, secret)).not.toBe(sealed)
})

test('another secret does not open it', () => {
  expect(openSession(sealSession(session, secret), `${secret}!`, 0)).toBeNull()
})

test('whichever bit is changed, it is no session any more', () => {
  const sealed = Buffer.from(sealSession(session, secret), 'base64url')
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    expect(openSession(changed.toString('base64url'), secret, 0)).toBeNull()
  }
})

test.each(['', 'x', '!!!', 'A'.repeat(10), 'A'.repeat(4_000), '\0'])('%j is no session', (text) => {
  expect(openSession(text, secret, 0)).toBeNull()
})
