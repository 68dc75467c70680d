import { describe, expect, test } from 'vitest'
import type { Line } from './collect-text.ts'
import { ScannedText } from './scanned-text.ts'

const line = (key: string, value: string, more: Partial<Line> = {}): Line => ({
  prefix: key === '' ? '' : `${key}: `,
  keyLength: key.length,
  value,
  segments: [key === '' ? 'text' : key],
  ...more,
})
const matchOf = (text: ScannedText, part: string) => {
  const start = text.text.indexOf(part)
  return { start, end: start + part.length }
}

test('lines are joined by line breaks, keys before values', () => {
  expect(new ScannedText([line('', 'one'), line('to', 'two'), line('', '')]).text).toBe('one\nto: two\n')
})

test('no line at all is empty; a line without a character is not', () => {
  expect(new ScannedText([]).isEmpty).toBe(true)
  expect(new ScannedText([line('', '')]).isEmpty).toBe(false)
})

describe('a match is placed', () => {
  const text = new ScannedText([line('', 'first'), line('key', 'second'), line('a/b', 'third')])

  test.each([
    ['irs', '/text', [1, 4], null],
    ['second', '/key', [0, 6], null],
    ['ey', '/key', [0, 0], [1, 3]],
    ['ey: sec', '/key', [0, 3], [1, 3]],
    [': s', '/key', [0, 1], null],
    ['cond\na/b: th', '/key', [2, 6], null],
    ['rst\nkey', '/text', [2, 5], null],
    ['third', '/a~1b', [0, 5], null],
  ])('%j', (part, path, span, keySpan) => {
    expect(text.locate(matchOf(text, part))).toEqual({ path, span, keySpan, via: [] })
  })

  test('on the next line where it begins with the line break, if there is more of it', () => {
    expect(text.locate(matchOf(text, '\nke'))).toMatchObject({ path: '/key', keySpan: [0, 2] })
    expect(text.locate({ start: 5, end: 6 })).toMatchObject({ path: '/text', span: [5, 5] })
  })

  test('at its first line where it is empty, and nowhere where there is no line', () => {
    expect(text.locate({ start: 2, end: 2 })).toMatchObject({ path: '/text', span: [2, 2] })
    expect(new ScannedText([]).locate({ start: 0, end: 0 })).toEqual({ path: '', span: [0, 0], keySpan: null, via: [] })
  })

  test('where the line says that it came from', () => {
    const asked: [number, number][] = []
    const origin = {
      via: ['base64'],
      locate: (start: number, end: number) => {
        asked.push([start, end])
        return { segments: ['args', 'x'], span: [40, 44] as [number, number] }
      },
    }
    const view = new ScannedText([line('', 'first'), line('k', 'decoded', { origin })])
    expect(view.locate(matchOf(view, 'cod'))).toEqual({
      path: '/args/x',
      span: [40, 44],
      keySpan: null,
      via: ['base64'],
    })
    expect(asked).toEqual([[2, 5]])
  })
})

describe('where an earlier text goes over into a later one', () => {
  const text = new ScannedText([line('', 'plain'), line('k', 'earlierlater', { seam: 7 }), line('', 'behind')])
  test.each([
    ['plain', true],
    ['lain\nk', true],
    ['earlier', false],
    ['later', false],
    ['rla', true],
    ['earlierlater', true],
    ['k: earlierla', true],
    ['rlater\n', true],
    ['rlater\nb', false],
    ['behind', true],
  ])('a match %j counts: %s', (part, counts) => {
    expect(text.counts(matchOf(text, part))).toBe(counts)
  })

  test('every match counts in a text that has no such place', () => {
    expect(new ScannedText([line('', 'plain')]).counts({ start: 0, end: 5 })).toBe(true)
  })
})
