/**
 * Which dialect a pattern is written in. The two of Python are subsets of RE2's, chosen so that both mean the same:
 * `ascii` has `\w \d \s \b`, which RE2 reads as ASCII, and folds the case of ASCII letters only; `unicode` has neither,
 * and folds every letter. `re2` is all of RE2.
 */
export type Dialect = 'ascii' | 'unicode' | 're2'

export interface Alphabet {
  /** Single characters that stand for themselves, and of which texts are made too. */
  readonly characters: readonly string[]
  /** Literals that are long enough to be looked for by themselves. */
  readonly words: readonly string[]
  /** Members of character classes, each with characters that it holds. */
  readonly members: readonly (readonly [member: string, held: readonly string[]])[]
  /** Classes that stand outside brackets as well, each with characters that it holds. */
  readonly classes: readonly (readonly [source: string, held: readonly string[]])[]
  /** Assertions that match no character. */
  readonly assertions: readonly string[]
  /** What only texts hold, because the dialects would differ over it in patterns or because it is seldom there. */
  readonly textOnly: readonly string[]
}

const plain = ['a', 'b', 'c', 'A', 'B', 'x', 'Z', '0', '1', '9', '_', ' ', '-', '.', '/', ':', '"', '=', '\n', '\t']
const caseless = ['中', '文', '😀', '🦀', '¿']
const words = ['password', 'Secret', 'rm -rf', 'drop table', 'api_key', 'abcab', '://', 'AKIA', 'x=1']
const ranges = [
  ['a-c', ['a', 'b', 'c']],
  ['A-Z', ['A', 'B', 'Z']],
  ['0-9', ['0', '1', '9']],
  ['x', ['x']],
  ['_', ['_']],
  ['\\-', ['-']],
  ['\\]', [']']],
  ['\\n', ['\n']],
  ['中-文', ['中', '文']],
  ['😀-😂', ['😀', '😁']],
] as const
const any = ['.', ['a', 'Z', ' ', '😀', 'é']] as const

const ascii: Alphabet = {
  characters: [...plain, ...caseless],
  words,
  members: [...ranges, ['\\d', ['0', '9']], ['\\w', ['a', '_']], ['\\s', [' ', '\t']], ['\\D', ['a', '.']]],
  classes: [
    any,
    ['\\d', ['0', '1', '9']],
    ['\\w', ['a', 'B', '0', '_']],
    ['\\s', [' ', '\n', '\t']],
    ['\\D', ['a', 'é', ' ']],
    ['\\W', ['.', 'é', ' ', '😀']],
    ['\\S', ['a', '.', '中']],
  ],
  assertions: ['^', '$', '\\b', '\\B'],
  textOnly: ['é', 'ß', '\r', '\u00a0', '\u2028', '\u0660'],
}

const unicode: Alphabet = {
  characters: [...plain, ...caseless, 'é', 'É', 'ß', 'я', 'Я', 'σ', 'k', 'S', '𐐨'],
  words: [...words, 'пароль', 'ÉTÉ', '密码'],
  members: [...ranges, ['а-я', ['п', 'я']], ['à-é', ['à', 'é']], ['\u{10400}-\u{1042f}', ['𐐀', '𐐨']]],
  classes: [any],
  assertions: ['^', '$'],
  textOnly: ['\r', '\u2028', '\u0660', 'ſ', '\u212a', 'ς'],
}

const re2: Alphabet = {
  characters: [...unicode.characters, '𐐀', 's', 'ſ', '\u212a', 'ς', 'İ', 'ı', 'i', 'I', '\v', '\r'],
  words: [...unicode.words, 'KEY', 'mask', 'ssn'],
  members: [
    ...ascii.members,
    ...unicode.members,
    ['[:alpha:]', ['a', 'Z']],
    ['[:^space:]', ['a', 'é']],
    ['\\pL', ['a', 'я', '中']],
    ['\\p{Greek}', ['σ']],
    ['\\x{1F600}', ['😀']],
  ],
  classes: [
    ...ascii.classes,
    ['\\pL', ['a', 'é', '中', '𐐀']],
    ['\\PL', ['0', ' ', '😀']],
    ['\\p{Lu}', ['A', 'Я']],
    ['[[:punct:]]', ['.', '-', '_']],
    ['\\Qa.b\\E', ['a.b']],
    ['\\x41', ['A']],
  ],
  assertions: ['^', '$', '\\b', '\\B', '\\A', '\\z'],
  textOnly: ['\u00a0', '\u2028', '\u2029', '\u0085', '\u0660', '\ufeff', '\u0301'],
}

export const alphabets: Readonly<Record<Dialect, Alphabet>> = { ascii, unicode, re2 }
