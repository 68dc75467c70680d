import { asciiLetters, type CharacterSet, digits, holds, sizeOf, union } from './character-set.ts'

/** A way to read a text before literals are looked for, one UTF-16 code unit at a time. */
export interface Alphabet {
  readonly name: 'letters' | 'shapes'
  /** What a code unit is read as. */
  fold(unit: number): number
  /** Everything that a character of the set may be read as; null when that is too much to tell apart. */
  variants(set: CharacterSet): readonly string[] | null
  /** How rare a character is in ordinary text: 1 is that of a letter of a word. */
  weight(character: string): number
}

const mostCodePoints = 12
const mostVariants = 4

/** ASCII letters whatever their case, with the two characters beyond ASCII that RE2's `(?i)` holds equal to one. */
export const letters: Alphabet = {
  name: 'letters',
  fold: foldLetter,
  variants: (set) => variantsOf(set, foldLetter),
  weight: (character) => {
    if (/[a-z]/.test(character)) return 'jqxz'.includes(character) ? 1.5 : 1
    if (/[0-9]/.test(character)) return 1
    if (/\s/.test(character)) return 0.3
    return commonMarks.includes(character) ? 0.6 : 1.8
  },
}

/** Every digit as `0`, every letter as `a`: `\d{3}-\d{2}` leaves no literal, but it leaves the shape `000-00`. */
export const shapes: Alphabet = {
  name: 'shapes',
  fold: (unit) => {
    if (unit >= 0x30 && unit <= 0x39) return 0x30
    const letter = foldLetter(unit)
    return letter >= 0x61 && letter <= 0x7a ? 0x61 : unit
  },
  variants: (set) => {
    if (set.isApproximate) return null
    if (isWithin(set, digits)) return ['0']
    if (isWithin(set, foldedLetters)) return ['a']
    if (isWithin(set, union([digits, foldedLetters]))) return ['0', 'a']
    return variantsOf(set, shapes.fold)
  },
  weight: (character) => {
    if (character === 'a') return 0.05
    if (character === '0') return 0.7
    if (/\s/.test(character)) return 0.2
    return commonMarks.includes(character) ? 0.5 : 1.2
  },
}

const commonMarks = '.,:;-/"\'()'
const foldedLetters = union([
  asciiLetters,
  {
    ranges: [
      [0x17f, 0x17f],
      [0x212a, 0x212a],
    ],
    isApproximate: false,
  },
])

function foldLetter(unit: number): number {
  if (unit >= 0x41 && unit <= 0x5a) return unit + 0x20
  if (unit === 0x17f) return 0x73
  return unit === 0x212a ? 0x6b : unit
}

function variantsOf(set: CharacterSet, fold: (unit: number) => number): readonly string[] | null {
  // A line break is no part of a literal: rules that read some fields only meet other line breaks than the whole text.
  if (set.isApproximate || sizeOf(set) > mostCodePoints || holds(set, 10)) return null
  const variants = new Set<string>()
  for (const [from, to] of set.ranges) {
    for (let code = from; code <= to; code++) {
      variants.add(code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(fold(code)))
    }
  }
  return variants.size <= mostVariants && variants.size > 0 ? [...variants] : null
}

function isWithin(set: CharacterSet, container: CharacterSet): boolean {
  return set.ranges.every(([from, to]) => container.ranges.some((range) => from >= range[0] && to <= range[1]))
}
