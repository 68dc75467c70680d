import { ofValue, pick, type Transformation } from './transformation.ts'

const zeroWidth = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u180e']
const bidi = ['\u200e', '\u200f', '\u202a', '\u202c', '\u2066', '\u2069', '\u061c']
const selectors = ['\ufe00', '\ufe0e', '\ufe0f', '\u{e0101}']
const marks = ['\u0300', '\u0301', '\u0308', '\u0323', '\u0336', '\u0338']
const spaces = ['\u00a0', '\u2003', '\u2009', '\u3000', '\u202f', '\t', '  ', ' \t ']
const twins: Readonly<Record<string, string>> = {
  a: 'аɑ',
  c: 'сϲ',
  d: 'ԁ',
  e: 'еҽ',
  g: 'ɡ',
  h: 'һ',
  i: 'іı',
  j: 'јϳ',
  l: 'ӏ',
  o: 'оοօ',
  p: 'рρ',
  q: 'ԛ',
  s: 'ѕ',
  u: 'սυ',
  v: 'ѵν',
  w: 'ԝ',
  x: 'хх',
  y: 'уү',
  A: 'АΑ',
  B: 'ВΒ',
  C: 'СϹ',
  E: 'ЕΕ',
  H: 'НΗ',
  I: 'ІΙ',
  K: 'КΚ',
  M: 'МΜ',
  N: 'Ν',
  O: 'ОΟ',
  P: 'РΡ',
  S: 'Ѕ',
  T: 'ТΤ',
  X: 'ХΧ',
  Y: 'ҮΥ',
  Z: 'Ζ',
}
const leet: Readonly<Record<string, string>> = { a: '4@', e: '3', i: '1!', l: '1', o: '0', s: '5$', t: '7' }

export const letterTransformations: readonly Transformation[] = [
  ofValue('zero-width characters', 'text', inserting(zeroWidth)),
  ofValue('bidi controls', 'text', inserting(bidi)),
  ofValue('right-to-left override', 'text', (value) =>
    value.replaceAll(/.+/g, (line) => `\u202e${[...line].reverse().join('')}\u202c`),
  ),
  ofValue('tag characters', 'text', (value) =>
    ascii(value)
      ? `Hello ${mapped(value, (each) => String.fromCodePoint(0xe0000 + (each.codePointAt(0) ?? 0)))}!`
      : null,
  ),
  ofValue('variation selectors', 'text', inserting(selectors)),
  ofValue('soft hyphens', 'text', inserting(['\u00ad'])),
  ofValue('homoglyphs', 'text', (value, random) =>
    mapped(value, (each) => (each in twins && random() < 0.7 ? pick([...(twins[each] as string)], random) : each)),
  ),
  ofValue('full-width', 'text', (value) =>
    mapped(value, (each) => (each === ' ' ? '\u3000' : shifted(each, 0x21, 0x7e, 0xff01))),
  ),
  ofValue('mathematical letters', 'text', (value) =>
    mapped(value, (each) => shifted(shifted(each, 0x41, 0x5a, 0x1d400), 0x61, 0x7a, 0x1d41a)),
  ),
  ofValue('combining marks', 'text', (value, random) =>
    mapped(value, (each) => (/[a-z]/i.test(each) && random() < 0.5 ? each + pick(marks, random) : each)),
  ),
  ofValue('leetspeak', 'phrases', (value, random) => {
    const one = random() < 0.5 ? 'i' : 'l'
    return mapped(value, (each) =>
      each in leet && (!/[il]/.test(each) || each === one) ? pick([...(leet[each] as string)], random) : each,
    )
  }),
  ofValue('case', 'caseless', (value, random) =>
    mapped(value, (each) => (random() < 0.5 ? each.toUpperCase() : each.toLowerCase())),
  ),
  ofValue('white space', 'text', (value, random) =>
    value.includes(' ') ? value.replaceAll(' ', () => pick(spaces, random)) : null,
  ),
  ofValue('spaced letters', 'phrases', (value, random) => {
    const between = pick([' ', '.', '-', '_'], random)
    const words = value.split(' ').map((word) => (/^\w+$/.test(word) ? [...word].join(between) : word))
    return words.join(between === ' ' ? '   ' : ' ')
  }),
]

function inserting(characters: readonly string[]) {
  return (value: string, random: () => number) =>
    mapped(value, (each) => (random() < 0.4 ? each + pick(characters, random) : each))
}

function mapped(value: string, change: (character: string) => string): string {
  return Array.from(value, change).join('')
}

function shifted(character: string, first: number, last: number, target: number): string {
  const code = character.codePointAt(0) ?? 0
  return code >= first && code <= last ? String.fromCodePoint(target + code - first) : character
}

function ascii(value: string): boolean {
  return /^[\x20-\x7e]+$/.test(value)
}
