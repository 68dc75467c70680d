import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { segmentText } from './segment-text.ts'

/** As it is read: text stands as it is, what is hidden in brackets. */
function shown(text: string): string {
  return segmentText(text)
    .map((segment) => (segment.kind === 'text' ? segment.text : `[${segment.label}]`))
    .join('')
}

describe('characters that deceive are named', () => {
  it.each([
    ['abc\u202efdp.exe', 'abc[RLO]fdp.exe'],
    ['pass\u200bword', 'pass[ZWSP]word'],
    ['a\u0000b\u001b[31m', 'a[NUL]b[ESC][31m'],
    ['line\r\nnext\ttab', 'line[CR]\nnext\ttab'],
    ['\u2066x\u2069', '[LRI]x[PDI]'],
    ['soft\u00adhyphen', 'soft[SHY]hyphen'],
    ['\ufeffbom', '[BOM]bom'],
    ['half \ud83d emoji', 'half [U+D83D] emoji'],
    ['a\u3164b', 'a[U+3164]b'],
    ['a\u2003b', 'a[U+2003]b'],
    ['\u{e0049}\u{e0067}\u{e006e}', '[TAG “Ign”]'],
    ['\u{e0100}', '[U+E0100]'],
  ])('%j', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  test('and many of the same are one', () => {
    expect(shown(`a${'\u200b'.repeat(1_000)}b`)).toBe('a[ZWSP ×1000]b')
  })

  test('and marks that are piled on one letter end after the fourth', () => {
    expect(shown(`Z${'\u0301'.repeat(30)}`)).toBe(`Z${'\u0301'.repeat(4)}[+26 marks]`)
  })
})

describe('what people write stands as it is', () => {
  it.each([
    'Grüße, 你好, שלום, مرحبا',
    'e\u0301 and n\u0303',
    '👩\u200d💻 ❤\ufe0f 1\ufe0f\u20e3 👍🏽',
    'a\u00a0b\u3000c',
    '<b>&amp;</b>',
  ])('%s', (text) => {
    expect(shown(text)).toBe(text)
  })
})

describe('marks', () => {
  const mark = (start: number, end: number) => ({ start, end, tone: 'block' as const, label: 'rule' })
  const marked = (text: string, ...marks: ReturnType<typeof mark>[]) =>
    segmentText(text, { marks }).map((segment) => [
      segment.kind === 'text' ? segment.text : segment.label,
      segment.mark !== null,
    ])

  test('split the text where they begin and end', () => {
    expect(marked('rm -rf /', mark(3, 6))).toEqual([
      ['rm ', false],
      ['-rf', true],
      [' /', false],
    ])
  })

  test('hold hidden characters, and may overlap', () => {
    expect(marked('a\u200bcd', mark(0, 3), mark(2, 4))).toEqual([
      ['a', true],
      ['ZWSP', true],
      ['c', true],
      ['d', true],
    ])
  })

  test('beyond the part that is shown, or of nothing, mark nothing', () => {
    expect(segmentText('abcdef', { marks: [mark(4, 6), mark(2, 2)], to: 3 })).toEqual([
      { kind: 'text', text: 'abc', mark: null },
    ])
  })
})

test('nothing is lost and nothing invented: all text without hidden characters comes back', () => {
  const plain = fc.string({ unit: fc.constantFrom('a', ' ', '\n', 'é', '你', '<', '\u200b', '\u202e', '\0') })
  fc.assert(
    fc.property(plain, fc.nat(40), fc.nat(40), (text, start, length) => {
      const marks = [{ start, end: start + length, tone: 'warn' as const, label: '' }]
      const back = segmentText(text, { marks }).map((segment) => (segment.kind === 'text' ? segment.text : ''))
      expect(back.join('')).toBe(text.replaceAll(/[\u200b\u202e\0]/g, ''))
    }),
  )
})

test('a mebibyte takes no time to speak of', () => {
  const texts = [
    'x\u200b'.repeat(500_000),
    '\u202e'.repeat(1_000_000),
    '\u0301'.repeat(1_000_000),
    '\ufe0f'.repeat(1_000_000),
  ]
  for (const text of texts) {
    const startedMs = performance.now()
    segmentText(text, { to: 20_000 })
    expect(performance.now() - startedMs).toBeLessThan(1_000)
  }
})
