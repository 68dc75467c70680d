import { describe, expect, test } from 'vitest'
import { CheckpointSigner, isSignedBy } from './checkpoint-signature.ts'
import { readCheckpoint, writeCheckpoint } from './exported-checkpoint.ts'

const unsigned = { seq: 12, head: 'ab'.repeat(32), root: 'cd'.repeat(32), createdAtMs: 1_763_812_800_123 }
const signer = new CheckpointSigner(`${'00'.repeat(31)}01`)
const signed = { ...unsigned, signature: signer.sign(unsigned) }

describe('an exported checkpoint', () => {
  test('is read back as it was, signed or not', () => {
    expect(readCheckpoint(writeCheckpoint(signed))).toEqual(signed)
    expect(readCheckpoint(writeCheckpoint({ ...unsigned, signature: null }))).toEqual({ ...unsigned, signature: null })
  })

  test('has the form that is documented', () => {
    expect(JSON.parse(writeCheckpoint(signed))).toEqual({
      format: 'agentsentry-audit-checkpoint/1',
      size: 12,
      head: 'ab'.repeat(32),
      root: 'cd'.repeat(32),
      created_at: '2025-11-22T12:00:00.123Z',
      public_key: signer.publicKey,
      signature: signed.signature.value,
    })
  })

  test.each([
    ['no JSON', 'not JSON', () => '{'],
    ['a list', 'not a JSON object', () => 'null'],
    ['another format', '`format`', (text: string) => text.replace('checkpoint/1', 'checkpoint/2')],
    ['no size', '`size`', (text: string) => text.replace('12,', '0,')],
    ['half a hash', '`head`', (text: string) => text.replace('ab'.repeat(32), 'ab')],
    ['capitals in a hash', '`root`', (text: string) => text.replaceAll('cd', 'CD')],
    ['no time', '`created_at`', (text: string) => text.replace('2025-11', 'noon')],
    ['half a signature', '`public_key` and `signature`', (text: string) => text.replace('public_key', 'key')],
    ['a short key', '32 bytes', (text: string) => text.replace(/("public_key": ").{8}/, '$1')],
    ['a short signature', '64 bytes', (text: string) => text.replace(/("signature": ").{8}/, '$1')],
  ])('with %s is refused, and the message says why', (_, message, change) => {
    expect(() => readCheckpoint(change(writeCheckpoint(signed)))).toThrow(message)
  })
})

describe('a signature', () => {
  test('holds for this checkpoint and this key, and for no other', () => {
    expect(isSignedBy(signer.publicKey, unsigned, signed.signature)).toBe(true)
    expect(isSignedBy(new CheckpointSigner('02'.repeat(32)).publicKey, unsigned, signed.signature)).toBe(false)
    for (const change of [{ seq: 13 }, { head: unsigned.root }, { root: unsigned.head }, { createdAtMs: 1 }])
      expect(isSignedBy(signer.publicKey, { ...unsigned, ...change }, signed.signature)).toBe(false)
    expect(isSignedBy('no key', unsigned, signed.signature)).toBe(false)
  })

  test('is the one that OpenSSL makes with the same key', () => {
    expect(signer.publicKey).toBe('TLWr9q15+/WrvMr8wmnYXNJlHtS4hbWGnyQa7fCluik=')
    expect(signed.signature.value).toBe(
      'eAQAOJy1UEAr7B1dtCCnFFHZshqtgf6wVDzIbnvs0vUxXf94nws91oTZp/To0sayIAiR0MjRQOO3TWpDJiumCA==',
    )
  })

  test.each(['', 'short', 'ab'.repeat(31), 'é'.repeat(40)])('cannot be made with the key `%s`', (seed) => {
    expect(() => new CheckpointSigner(seed)).toThrow('32 bytes')
  })
})
