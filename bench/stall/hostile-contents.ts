import { randomFrom } from '../random.ts'

/** Content of a tool call of about so many bytes of JSON, made to be costly to parse, walk, normalize or search. */
export interface HostileContent {
  readonly name: string
  make(bytes: number): object
}

const random = randomFrom(7)
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/'

function call(args: unknown): object {
  return { tool: 'shell', args }
}

function filled(piece: string, bytes: number): string {
  const size = Buffer.byteLength(JSON.stringify(piece)) - 2
  return piece.repeat(Math.max(1, Math.floor(bytes / size)))
}

function drawn(alphabet: string, length: number): string {
  let text = ''
  for (let at = 0; at < length; at++) text += alphabet[Math.floor(random() * alphabet.length)]
  return text
}

function text(name: string, piece: string): HostileContent {
  return { name, make: (bytes) => call({ command: filled(piece, bytes) }) }
}

export const hostileContents: readonly HostileContent[] = [
  text('one letter', 'a'),
  text('words', 'the quick brown fox jumps over the lazy dog '),
  text('upper and lower', 'aB'),
  text('lines', 'x\n'),
  text('needles', 'drop table users; rm -rf / '),
  text('near misses', 'drop tabl rm -r passwor '),
  text('accents and emoji', 'é😀ｆ\u0301'),
  text('invisible', 'a\u200b\u202e\u{e0041}'),
  text('percent', '%2564%72op'),
  text('entities', '&#100;&amp;lt;'),
  text('escapes', '\\u0064\\x72'),
  text('JSON in text', '{"a":["b"]}'),
  text('shell', 'r""m -rf $IFS $(echo "`x`") | sh; '),
  text('brackets', '$('),
  text('quotes', '"\''),
  { name: 'base64', make: (bytes) => call({ command: drawn(letters, bytes) }) },
  { name: 'hex', make: (bytes) => call({ command: drawn('0123456789abcdef', bytes) }) },
  {
    name: 'many base64',
    make: (bytes) => call({ list: Array.from({ length: bytes / 43 }, () => drawn(letters, 40)) }),
  },
  {
    name: 'many keys',
    make: (bytes) =>
      call(Object.fromEntries(Array.from({ length: Math.min(bytes / 22, 24_000) }, (_, n) => [`key${n}`, `v${n}`]))),
  },
  {
    name: 'many small objects',
    make: (bytes) => call(Array.from({ length: Math.min(bytes / 22, 12_000) }, (_, n) => ({ [`key${n}`]: `v${n}` }))),
  },
  {
    name: 'many items',
    make: (bytes) => call({ list: Array.from({ length: Math.min(bytes / 12, 24_000) }, (_, n) => `item ${n}`) }),
  },
  {
    name: 'deep',
    make: (bytes) => call(Array.from({ length: Math.min(Math.max(1, bytes / 400), 400) }, () => nested(55))),
  },
  { name: 'long keys', make: (bytes) => call({ [filled('k', bytes / 2)]: { [filled('q ', bytes / 2)]: 1 } }) },
]

function nested(depth: number): unknown {
  return depth === 0 ? 'x' : { k: nested(depth - 1) }
}
