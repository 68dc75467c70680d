import { ofValue, type Transformation } from './transformation.ts'

export const encodingTransformations: readonly Transformation[] = [
  ofValue('base64', 'text', (value) => base64(value)),
  ofValue('base64 of URLs, without padding', 'text', (value) => Buffer.from(value).toString('base64url')),
  ofValue('base64 on several lines', 'text', (value) => base64(value).replaceAll(/.{24}/g, '$&\n')),
  ofValue('base64 of UTF-16', 'text', (value) => Buffer.from(value, 'utf16le').toString('base64')),
  ofValue('base64, three times', 'text', (value) => base64(base64(base64(value)))),
  ofValue('hex', 'text', (value) => Buffer.from(value).toString('hex')),
  ofValue('hex, parted', 'text', (value) => bytes(value).join(' ')),
  ofValue('hex with 0x', 'text', (value) =>
    bytes(value)
      .map((byte) => `0x${byte}`)
      .join(', '),
  ),
  ofValue('percent', 'text', (value) =>
    bytes(value)
      .map((byte) => `%${byte}`)
      .join(''),
  ),
  ofValue('percent, twice', 'text', (value) =>
    encodeURIComponent(
      bytes(value)
        .map((byte) => `%${byte}`)
        .join(''),
    ),
  ),
  ofValue('HTML entities, decimal', 'text', (value) =>
    points(value)
      .map((point) => `&#${point};`)
      .join(''),
  ),
  ofValue('HTML entities, hex', 'text', (value) =>
    points(value)
      .map((point) => `&#x${point.toString(16)};`)
      .join(''),
  ),
  ofValue('escapes: \\u0072', 'text', (value) =>
    Array.from(
      { length: value.length },
      (_each, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  ),
  ofValue('escapes: \\x72', 'text', (value) =>
    bytes(value)
      .map((byte) => `\\x${byte}`)
      .join(''),
  ),
  ofValue('escapes: octal', 'text', (value) =>
    [...Buffer.from(value)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
  ),
  ofValue('quoted-printable', 'text', (value) =>
    bytes(value)
      .map((byte) => `=${byte.toUpperCase()}`)
      .join(''),
  ),
  ofValue('ROT13', 'caseless', (value) =>
    value.replaceAll(/[a-z]/gi, (letter) =>
      String.fromCharCode(
        (letter <= 'Z' ? 90 : 122) >= letter.charCodeAt(0) + 13 ? letter.charCodeAt(0) + 13 : letter.charCodeAt(0) - 13,
      ),
    ),
  ),
  ofValue('JSON in a string', 'text', (value) => JSON.stringify({ note: 'x', payload: [{ body: value }] })),
  ofValue('JSON in JSON in a string', 'text', (value) =>
    JSON.stringify({ payload: JSON.stringify({ body: JSON.stringify({ value }) }) }),
  ),
  ofValue('base64 in percent in JSON', 'text', (value) => JSON.stringify({ body: encodeURIComponent(base64(value)) })),
]

function base64(value: string): string {
  return Buffer.from(value).toString('base64')
}

function bytes(value: string): string[] {
  return [...Buffer.from(value)].map((byte) => byte.toString(16).padStart(2, '0'))
}

function points(value: string): number[] {
  return Array.from(value, (character) => character.codePointAt(0) ?? 0)
}
