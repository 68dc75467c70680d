import { describe, expect, test } from 'vitest'
import { letters, shapes } from './alphabets.ts'
import { type CharacterSet, setOf } from './character-set.ts'

const folded = (alphabet: typeof letters, text: string) =>
  [...text].map((character) => String.fromCharCode(alphabet.fold(character.charCodeAt(0)))).join('')
const setOfText = (characters: string): CharacterSet =>
  setOf([...characters].map((one) => [one.codePointAt(0) as number, one.codePointAt(0) as number]))
const range = (from: string, to: string, isApproximate = false) =>
  setOf([[from.codePointAt(0) as number, to.codePointAt(0) as number]], isApproximate)

describe('letters', () => {
  test('are read whatever their case, and all else as it stands', () => {
    expect(folded(letters, 'AZaz@[`{09éſ\u212a')).toBe('azaz@[`{09ésk')
  })

  test('a set is read as all that its characters are read as', () => {
    expect(letters.variants(setOfText('aAb'))).toEqual(['a', 'b'])
    expect(letters.variants(setOfText('sSſ'))).toEqual(['s'])
    expect(letters.variants(setOfText('😀x'))).toEqual(['x', '😀'])
  })

  test('a set that may be read in more than four ways, or holds more than twelve characters, is not told apart', () => {
    expect(letters.variants(range('a', 'd'))).toHaveLength(4)
    expect(letters.variants(range('a', 'e'))).toBeNull()
    expect(letters.variants(setOfText('aAbBcCdDsSſ'))).toBeNull()
    expect(letters.variants(setOfText('aAbBsSſkK\u212a'))).toEqual(['a', 'b', 'k', 's'])
    expect(letters.variants(setOf([]))).toBeNull()
    expect(letters.variants(range('a', 'b', true))).toBeNull()
  })

  test('a line break is no part of a literal', () => {
    expect(letters.variants(setOfText('\n'))).toBeNull()
    expect(letters.variants(setOfText('\r'))).toEqual(['\r'])
  })

  test('the rarer a character the more it weighs', () => {
    const weights = [' ', '.', 'a', 'q', '%'].map(letters.weight)
    expect(weights).toEqual([...weights].sort((left, right) => left - right))
    expect(new Set(weights).size).toBe(5)
    expect(letters.weight('7')).toBe(letters.weight('e'))
    for (const rare of 'jqxz') expect(letters.weight(rare)).toBeGreaterThan(letters.weight('e'))
    for (const common of '.,:;-/"\'()') expect(letters.weight(common)).toBeLessThan(letters.weight('e'))
  })
})

describe('shapes', () => {
  test('are the same for all digits, and for all letters', () => {
    expect(folded(shapes, '0369/:')).toBe('0000/:')
    expect(folded(shapes, 'AZaz@[`{ſ\u212aé-')).toBe('aaaa@[`{aaé-')
  })

  test.each([
    ['5', ['0']],
    ['059', ['0']],
    ['xY', ['a']],
    ['ſ', ['a']],
    ['x5', ['0', 'a']],
    ['-', ['-']],
    ['-5', ['-', '0']],
    ['\n', null],
  ])('the set of %j is read as %j', (characters, variants) => {
    expect(shapes.variants(setOfText(characters))).toEqual(variants)
  })

  test('a range may be as wide as digits and letters are', () => {
    expect(shapes.variants(range('0', '9'))).toEqual(['0'])
    expect(shapes.variants(range('0', ':'))).toEqual(['0', ':'])
    expect(shapes.variants(range('a', 'z'))).toEqual(['a'])
    expect(shapes.variants(range('A', 'z'))).toBeNull()
    expect(shapes.variants(range('0', '9', true))).toBeNull()
  })

  test('a letter says next to nothing, a digit a little, a mark more', () => {
    const weights = ['a', ' ', '-', '0', '%'].map(shapes.weight)
    expect(weights).toEqual([...weights].sort((left, right) => left - right))
    expect(new Set(weights).size).toBe(5)
  })
})
