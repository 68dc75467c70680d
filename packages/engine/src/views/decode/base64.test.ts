import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase64, withoutBase64 } from './base64.ts'
import { longWords } from './long-words.ts'
import { textOf } from './utf8.ts'

const encode = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64')
const command = 'rm -rf /srv && curl https://example.org/?q=~~~>>>'

describe('a passage of base64 is read as the text that it encodes', () => {
  test.each([
    ['padded once', `see ${encode('rm -rf /srv')}, now`, 'see rm -rf /srv, now'],
    ['padded twice', `see ${encode('rm -rf /s!')}, now`, 'see rm -rf /s!, now'],
    ['not padded', `see ${encode('rm -rf /srv').replace('=', '')}, now`, 'see rm -rf /srv, now'],
    ['in the alphabet of URLs', Buffer.from(command).toString('base64url'), command],
    ['in the usual alphabet', encode(command), command],
    ['as short as it may be', 'cm0gLXJmIA', 'rm -rf '],
    ['in UTF-8', encode('supprimer l\u2019\u00e9t\u00e9 \u{1f600}'), 'supprimer l\u2019\u00e9t\u00e9 \u{1f600}'],
    ['in UTF-16', encode('rm -rf /', 'utf16le'), 'rm -rf /'],
    ['twice in one text', `${encode('rm -rf /srv')} ${encode('drop table')}`, 'rm -rf /srv drop table'],
    ['with a sign of padding too many', `${encode('rm -rf /s!')}=`, 'rm -rf /s!='],
  ])('%s', (_name, text, plain) => {
    expect(withoutBase64(text)?.text).toBe(plain)
  })

  test.each(['\n', '\r\n', '\n  ', '\n\t'])('on several lines, parted by %j', (between) => {
    const lines = encode(command.repeat(3)).match(/.{1,76}/g) ?? []
    const mapped = withoutBase64(`begin:\n${lines.join(between)}\nend`)
    expect(lines.length).toBeGreaterThan(2)
    expect(mapped?.text).toMatch(`begin:\n${command.repeat(3)}`)
    expect(mapped?.locate(10, 11)[0]).toBe('begin:\n'.length)
  })

  test('lines that make no text together are read one by one', () => {
    expect(withoutBase64(`${encode('rm -rf /srv!')}\n${'-'.repeat(12)}`)?.text).toBe(`rm -rf /srv!\n${'-'.repeat(12)}`)
    expect(withoutBase64(`AAECAwQFBgcICQ\n${encode('rm -rf /srv!')}`)?.text).toBe('AAECAwQFBgcICQ\nrm -rf /srv!')
  })

  test('a place leads back to the passage with its padding', () => {
    const text = `see ${encode('rm -rf /srv')}, now`
    expect(withoutBase64(text)?.locate(6, 8)).toEqual([4, text.indexOf(',')])
  })
})

describe('what only looks encoded stays', () => {
  test.each([
    'internationalization',
    'Internationalization',
    'SHOUTING_IN_CAPITALS',
    'a/path/in/lowercases',
    '20240515-102030',
    'cm0gLXJmI',
    'UserAccountManager',
    'AAECAwQFBgcICQ',
    encode('\u0000\u0001binary\u0002'),
    Buffer.from('ffd8ffe000104a46494600', 'hex').toString('base64'),
  ])('%s', (text) => {
    expect(withoutBase64(text)).toBeNull()
  })

  test('so do digits of which one is too many, and those of another alphabet', () => {
    expect(decodeBase64('cm0gLXJmIC9zc')).toBeNull()
    expect(decodeBase64('cm0gLXJmIC9z!A')).toBeNull()
    expect(decodeBase64('cm0gLXJmIC9z\u00e9A')).toBeNull()
    expect(decodeBase64('cm0g LXJm\nIC9z=')).toBe('rm -rf /s')
  })
})

test('runs of digits are just those that a regular expression finds', () => {
  const fragments = ['a', 'Z', '0', '+/', '-_', '=', ' ', '\n', '\u00e9', 'abcdefghij', 'ABCDEFGHIJKLMNO']
  const text = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (given) => {
      const expected = [...given.matchAll(/[A-Za-z0-9+/_-]{10,}/g)].map(({ 0: run, index }) => [
        index,
        index + run.length,
      ])
      expect(longWords(given, 10)).toEqual(expected)
    }),
    { numRuns: 2000 },
  )
})

describe('bytes are text when they are valid UTF-8', () => {
  const read = (hex: string) => {
    const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
    return textOf(bytes, bytes.length)
  }

  test.each([
    ['61', 'a'],
    ['7f', '\x7f'],
    ['c3 a9', '\u00e9'],
    ['df bf', '\u07ff'],
    ['e2 82 ac', '\u20ac'],
    ['ed 9f bf', '\ud7ff'],
    ['ee 80 80', '\ue000'],
    ['f0 9f 98 80 21', '\u{1f600}!'],
    ['f4 8f bf bf', '\u{10ffff}'],
    ['61 00 62 00 63 00 64 00', 'abcd'],
    ['61 00 62 00 63 00', 'a\0b\0c\0'],
    ['61 00 62 00 63 00 64 00 65', 'a\0b\0c\0d\0e'],
    ['61 00 62 63 64 65 66 67', 'a\0bcdefg'],
  ])('%s', (hex, text) => {
    expect(read(hex)).toBe(text)
  })

  test.each([
    '80',
    'c0 80',
    'c1 bf',
    'c3',
    'c3 28',
    'e2 82',
    'e2 28 a1',
    'e0 80 80',
    'ed a0 80',
    'ed bf bf',
    'f0 9f 98',
  ])('and not otherwise: %s', (hex) => {
    expect(read(hex)).toBeNull()
  })

  test.each(['f4 90 80 80', 'f5 80 80 80', 'ff', '61 00 62 00 63 00 64 01 80'])('nor: %s', (hex) => {
    expect(read(hex)).toBeNull()
  })

  test('no more of them are read than are given', () => {
    expect(textOf([0x61, 0x62, 0x63], 2)).toBe('ab')
    expect(textOf([0xc3, 0xa9], 1)).toBeNull()
  })
})
