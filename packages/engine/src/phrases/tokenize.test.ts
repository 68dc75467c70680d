import { expect, test } from 'vitest'
import { forEachToken } from './tokenize.ts'

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  forEachToken(text, (start, end) => tokens.push(text.slice(start, end)))
  return tokens
}

test.each([
  ['', []],
  [' \t\n ', []],
  ['one', ['one']],
  ['one two', ['one', 'two']],
  ['  one\ntwo_3 ', ['one', 'two_3']],
  ["don't", ['don', "'", 't']],
  ['a.b', ['a', '.', 'b']],
  ['..', ['.', '.']],
  ['Zaz09_', ['Zaz09_']],
  ['straße été', ['straße', 'été']],
  ['a\u00a0b\u2003c', ['a', 'b', 'c']],
  ['пароль', ['пароль']],
  ['密码x', ['密', '码', 'x']],
  ['x密', ['x', '密']],
  ['ab—cd', ['ab', '—', 'cd']],
  ['😀😀a', ['😀', '😀', 'a']],
  ['a😀', ['a', '😀']],
  ['𝒜b', ['𝒜b']],
  ['a𝒜', ['a𝒜']],
  ['𠀀𠀁', ['𠀀', '𠀁']],
  ['สวัส', ['ส', 'วั', 'ส']],
  ['タ。', ['タ', '。']],
  ['〇', ['〇']],
] as [string, string[]][])('%j is cut into %j', (text, tokens) => {
  expect(tokensOf(text)).toEqual(tokens)
})

test.each([
  ['in a word', 'e\u0301te\u0301 x', ['e\u0301te\u0301', 'x']],
  ['behind a mark', '.\u0301.x', ['.\u0301', '.', 'x']],
  ['behind a mark beyond ASCII', '—\u0301x', ['—\u0301', 'x']],
  ['behind a letter that stands alone', '密\u0301码', ['密\u0301', '码']],
  ['several of them, and beyond the first 65,536', '.\u0301\u{1d165}x', ['.\u0301\u{1d165}', 'x']],
  ['at the end', '.\u0301', ['.\u0301']],
  ['where nothing stands before it', ' \u0301x', ['\u0301', 'x']],
])('a combining mark belongs to what stands before it: %s', (_where, text, tokens) => {
  expect(tokensOf(text)).toEqual(tokens)
})

test('a text is cut alike again', () => {
  expect(tokensOf('密码 été')).toEqual(tokensOf('密码 été'))
})
