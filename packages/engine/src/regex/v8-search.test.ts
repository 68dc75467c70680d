import { describe, expect, test } from 'vitest'
import { V8Search } from './v8-search.ts'

const cheap = { steps: 1, stepsPerCharacter: 0 }
const searchFor = (source: string, cost = cheap, least = 1) =>
  new V8Search(new RegExp(source, 'y'), cost, { min: least, max: 9 })

describe('anywhere', () => {
  test('the leftmost match from a place on is found', () => {
    expect(searchFor('ab?').find('xaxab', 0, null)).toEqual({ start: 1, end: 2 })
    expect(searchFor('ab?').find('xaxab', 2, null)).toEqual({ start: 3, end: 5 })
    expect(searchFor('ab?').find('xaxab', 4, null)).toBe('none')
  })

  test('no match begins between the halves of a character', () => {
    expect(searchFor('[^a]').find('😀b', 1, null)).toEqual({ start: 2, end: 3 })
    expect(searchFor('[\\ude00]').find('😀', 0, null)).toBe('none')
    expect(searchFor('[\\ude00]').find('a\ude00', 0, null)).toEqual({ start: 1, end: 2 })
    expect(searchFor('[\\ude00]').find('\ude00', 0, null)).toEqual({ start: 0, end: 1 })
    expect(searchFor('[\\udc00]').find('\u{10000}', 0, null)).toBe('none')
    expect(searchFor('[\\udfff]').find('\u{10ffff}', 0, null)).toBe('none')
  })

  test.each(['b', '\ue000', '\ud83d'])('one may begin behind a half that stands alone: %j', (next) => {
    expect(searchFor(next).find(`\ud83d${next}`, next === '\ud83d' ? 1 : 0, null)).toEqual({ start: 1, end: 2 })
    expect(searchFor('[\\udc01]').find('\udc00\udc01', 0, null)).toEqual({ start: 1, end: 2 })
  })

  test('it gives up before that could take long', () => {
    expect(searchFor('b').find('a'.repeat(999_999), 0, null)).toBe('none')
    expect(searchFor('b').find('a'.repeat(1_000_000), 0, null)).toBe('unknown')
    expect(searchFor('b').find('a'.repeat(1_000_000), 1, null)).toBe('none')
    const dear = { steps: 1, stepsPerCharacter: 1 }
    expect(searchFor('b', dear).find('a'.repeat(998), 0, null)).toBe('none')
    expect(searchFor('b', dear).find('a'.repeat(1000), 0, null)).toBe('unknown')
  })
})

describe('where matches may begin', () => {
  test('it is tried there and nowhere else', () => {
    expect(searchFor('a').find('aaaa', 0, [[2, 3]])).toEqual({ start: 2, end: 3 })
    expect(searchFor('a').find('abba', 0, [[1, 2]])).toBe('none')
    expect(
      searchFor('a').find('abba', 0, [
        [1, 2],
        [3, 3],
      ]),
    ).toEqual({ start: 3, end: 4 })
    expect(searchFor('a').find('aaaa', 0, [])).toBe('none')
  })

  test('it is not tried where no room is left for a match', () => {
    expect(searchFor('$', cheap, 0).find('ab', 0, [[0, 9]])).toEqual({ start: 2, end: 2 })
    expect(searchFor('ab', cheap, 2).find('ab', 0, [[0, 9]])).toEqual({ start: 0, end: 2 })
    expect(searchFor('b', cheap, 1).find('ab', 0, [[1, 9]])).toEqual({ start: 1, end: 2 })
  })

  test('no match begins between the halves of a character', () => {
    expect(searchFor('[^a]').find('😀b', 0, [[1, 2]])).toEqual({ start: 2, end: 3 })
  })

  test('it gives up when all the attempts together could take long', () => {
    const dear = { steps: 100_000, stepsPerCharacter: 0 }
    expect(searchFor('b', dear).find('a'.repeat(20), 0, [[0, 8]])).toBe('none')
    expect(searchFor('b', dear).find('a'.repeat(20), 0, [[0, 9]])).toBe('unknown')
    const longer = { steps: 0, stepsPerCharacter: 1 }
    expect(searchFor('b', longer).find('a'.repeat(999_000), 0, [[0, 0]])).toBe('none')
    expect(searchFor('b', longer).find('a'.repeat(1_000_000), 0, [[0, 0]])).toBe('unknown')
  })
})
