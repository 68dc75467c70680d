import { type MappedText, rewrite } from '../mapped-text.ts'

/** At least four letters with blanks between them, more where a word ends; or at least two with another sign between them. */
const run =
  /(?<![\p{L}\p{N}])\p{L}(?: {1,4}\p{L}(?![\p{L}\p{N}])){3,}|(?<![\p{L}\p{N}])\p{L}(?:([.*_-])\p{L}(?![\p{L}\p{N}]))(?:\1\p{L}(?![\p{L}\p{N}]))*/gu
const gap = /([ .*_-])\1*/g

/** `p a s s w o r d` and `p-a-s-s-w-o-r-d` as one word. Null when nothing is spaced out. */
export function withoutSpacing(text: string): MappedText | null {
  return rewrite(text, run, (letters) => letters.replaceAll(gap, (signs) => (signs.length > 1 ? ' ' : '')))
}
