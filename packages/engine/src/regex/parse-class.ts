import {
  anyCharacter,
  asciiLetters,
  type CharacterSet,
  complement,
  digits,
  foldCase,
  setOf,
  union,
  withAnythingBeyondAscii,
  wordCharacters,
} from './character-set.ts'

/** Thrown for whatever this reading of RE2's syntax does not know. The pattern is then left to RE2 alone. */
export class Unfamiliar extends Error {}

const perlSpace = setOf([
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
])

const perlClasses: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', digits],
  ['s', perlSpace],
  ['w', wordCharacters],
])

const posixClasses: ReadonlyMap<string, CharacterSet> = new Map([
  ['alnum', union([digits, asciiLetters])],
  ['alpha', asciiLetters],
  ['ascii', setOf([[0, 0x7f]])],
  [
    'blank',
    setOf([
      [0x09, 0x09],
      [0x20, 0x20],
    ]),
  ],
  [
    'cntrl',
    setOf([
      [0, 0x1f],
      [0x7f, 0x7f],
    ]),
  ],
  ['digit', digits],
  ['graph', setOf([[0x21, 0x7e]])],
  ['lower', setOf([[0x61, 0x7a]])],
  ['print', setOf([[0x20, 0x7e]])],
  [
    'punct',
    setOf([
      [0x21, 0x2f],
      [0x3a, 0x40],
      [0x5b, 0x60],
      [0x7b, 0x7e],
    ]),
  ],
  [
    'space',
    setOf([
      [0x09, 0x0d],
      [0x20, 0x20],
    ]),
  ],
  ['upper', setOf([[0x41, 0x5a]])],
  ['word', wordCharacters],
  [
    'xdigit',
    setOf([
      [0x30, 0x39],
      [0x41, 0x46],
      [0x61, 0x66],
    ]),
  ],
])

const controlEscapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
])

const foldedSets = new Map<CharacterSet, CharacterSet>()

/** A class that has a name, with the other case of its characters. */
function foldedOf(named: CharacterSet): CharacterSet {
  const known = foldedSets.get(named)
  if (known !== undefined) return known
  const folded = foldCase(named)
  foldedSets.set(named, folded)
  return folded
}

/** A set, and the offset behind what wrote it. */
export interface ReadSet {
  readonly set: CharacterSet
  readonly end: number
}

/** `\d`, `\pL`, `\x{41}`, `\n`, `\.` … at `at`, which is where the backslash stands. Throws `Unfamiliar`. */
export function readEscape(pattern: string, at: number, ignoresCase: boolean): ReadSet {
  const letter = pattern[at + 1] ?? ''
  const perl = perlClasses.get(letter.toLowerCase())
  if (perl !== undefined) {
    const set = ignoresCase ? foldedOf(perl) : perl
    return { set: letter === letter.toLowerCase() ? set : complement(set), end: at + 2 }
  }
  if (letter === 'p' || letter === 'P') return readProperty(pattern, at, ignoresCase)
  const { codePoint, end } = readEscapedCharacter(pattern, at)
  return { set: single(codePoint, ignoresCase), end }
}

/** `[…]` at `at`. Throws `Unfamiliar`. */
export function readClass(pattern: string, at: number, ignoresCase: boolean): ReadSet {
  const isNegated = pattern[at + 1] === '^'
  let from = at + (isNegated ? 2 : 1)
  const members: CharacterSet[] = []
  const ranges: (readonly [number, number])[] = []
  for (let isFirst = true; isFirst || pattern[from] !== ']'; isFirst = false) {
    const member = readMember(pattern, from, ignoresCase)
    if ('set' in member) members.push(member.set)
    else ranges.push(member.range)
    from = member.end
  }
  // All at once: a class may have thousands.
  const written = setOf(ranges)
  const set = union([...members, ignoresCase ? foldCase(written) : written])
  return { set: isNegated ? complement(set) : set, end: from + 1 }
}

export function single(codePoint: number, ignoresCase: boolean): CharacterSet {
  const set = setOf([[codePoint, codePoint]])
  return ignoresCase ? foldCase(set) : set
}

/** Characters that a class names one by one, or from one to another, without their other case. */
interface ReadRange {
  readonly range: readonly [from: number, to: number]
  readonly end: number
}

function readMember(pattern: string, at: number, ignoresCase: boolean): ReadSet | ReadRange {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at, at + 20))
  if (posix !== null) {
    const known = posixClasses.get(posix[2] as string)
    if (known === undefined) throw new Unfamiliar()
    const set = ignoresCase ? foldedOf(known) : known
    return { set: posix[1] === '' ? set : complement(set), end: at + posix[0].length }
  }
  if (/^\\[dswpDSWP]/.test(pattern.slice(at, at + 2))) return readEscape(pattern, at, ignoresCase)
  const low = readCharacter(pattern, at)
  if (pattern[low.end] !== '-' || pattern[low.end + 1] === ']' || pattern[low.end + 1] === undefined) {
    return { range: [low.codePoint, low.codePoint], end: low.end }
  }
  const high = readCharacter(pattern, low.end + 1)
  if (high.codePoint < low.codePoint) throw new Unfamiliar()
  return { range: [low.codePoint, high.codePoint], end: high.end }
}

function readCharacter(pattern: string, at: number): { codePoint: number; end: number } {
  if (pattern[at] === '\\') return readEscapedCharacter(pattern, at)
  const codePoint = pattern.codePointAt(at)
  if (codePoint === undefined) throw new Unfamiliar()
  return { codePoint, end: at + (codePoint > 0xffff ? 2 : 1) }
}

function readEscapedCharacter(pattern: string, at: number): { codePoint: number; end: number } {
  const rest = pattern.slice(at, at + 12)
  const hex = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(rest)
  if (hex !== null) return { codePoint: Number.parseInt(hex[1] ?? hex[2] ?? '', 16), end: at + hex[0].length }
  const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest)
  if (octal !== null) return { codePoint: Number.parseInt(octal[1] as string, 8), end: at + octal[0].length }
  const control = controlEscapes.get(rest[1] ?? '')
  if (control !== undefined) return { codePoint: control, end: at + 2 }
  if (/^\\[!-/:-@[-`{-~]/.test(rest)) return { codePoint: rest.charCodeAt(1), end: at + 2 }
  throw new Unfamiliar()
}

/** A property's ASCII part never changes with the version of Unicode; what it holds beyond is left open. */
function readProperty(pattern: string, at: number, ignoresCase: boolean): ReadSet {
  const found = /^\\([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]+)\})/.exec(pattern.slice(at, at + 60))
  if (found === null) throw new Unfamiliar()
  const [whole, sign, letter, caret, name] = found
  const ascii = asciiPartOf(letter ?? (name as string))
  const set = withAnythingBeyondAscii(ignoresCase ? foldCase(ascii) : ascii)
  const isNegated = (sign === 'P') !== (caret === '^')
  return { set: isNegated ? complement(set) : set, end: at + whole.length }
}

function asciiPartOf(name: string): CharacterSet {
  if (name === 'Any') return anyCharacter
  const test = propertyTest(name)
  const ranges: [number, number][] = []
  for (let code = 0; code < 0x80; code++) if (test.test(String.fromCharCode(code))) ranges.push([code, code])
  return setOf(ranges)
}

function propertyTest(name: string): RegExp {
  for (const property of [`gc=${name}`, `sc=${name}`]) {
    try {
      return new RegExp(`\\p{${property}}`, 'u')
    } catch {
      // Not a name of that kind.
    }
  }
  throw new Unfamiliar()
}
