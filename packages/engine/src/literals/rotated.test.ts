import { expect, test } from 'vitest'
import type { Anchor } from '../regex/anchors.ts'
import type { Neighbours } from '../regex/neighbours.ts'
import { rotate, rotatedAnchor } from './rotated.ts'

const neighbours = (allowed: string): Neighbours =>
  Uint8Array.from({ length: 130 }, (_, entry) => (allowed.includes(String.fromCharCode(entry)) ? 1 : 0))
const anchor = (literal: string, previous: Neighbours | null = null, next: Neighbours | null = null): Anchor => ({
  literal,
  before: { min: 0, max: 0 },
  lead: null,
  previous,
  next,
})

test('letters are turned by half the alphabet, and twice is not at all', () => {
  expect(rotate('az mn{`0')).toBe('nm za{`0')
  expect(rotate(rotate('drop table-1'))).toBe('drop table-1')
})

test('a literal of fewer than four letters would turn up by chance', () => {
  expect(rotatedAnchor(anchor('drop'))).toEqual(anchor('drop'))
  expect(rotatedAnchor(anchor('rm -r'))).toBeNull()
  expect(rotatedAnchor(anchor('dr0p'))).toBeNull()
})

test('one of two letters does not where no letter may stand beside it', () => {
  const [before, behind] = [neighbours(' @[`{'), neighbours('-1')]
  expect(rotatedAnchor(anchor('rm', before, behind))).toEqual(anchor('rm', before, behind))
  expect(rotatedAnchor(anchor('r', before, behind))).toBeNull()
  expect(rotatedAnchor(anchor('rm', null, behind))).toBeNull()
  expect(rotatedAnchor(anchor('rm', before, null))).toBeNull()
})

test.each(['a', 'z', 'A', 'Z'])('where a letter (%s) may stand beside it nothing is said of that side', (letter) => {
  expect(rotatedAnchor(anchor('drop', neighbours(letter), neighbours(' ')))).toEqual(
    anchor('drop', null, neighbours(' ')),
  )
  expect(rotatedAnchor(anchor('rm', neighbours(letter), neighbours(' ')))).toBeNull()
})
