/** What in a text gives cause to fold it, as bits. */
export const foreign = 1
export const blankRun = 2
export const leetLetters = 4
export const spacedLetters = 8

// Each is one scan that V8 does fast where nothing is found; what is common in prose is looked at twice.
const unusual = /[^\t\n\r\x20-\x7e]/
const leet = /[013457@$!][A-Za-z]/
const doubleBlankOrLetters = / (?: |[A-Za-z] [A-Za-z] )/
const tab = /\t/
const blanksWithin = /[^\s.:;,!?](?: {2}|[ ]?\t)|\S {3}|\S\t/
const lettersWithBlanks = /(?:^|[^A-Za-z0-9])[A-Za-z](?: {1,4}[A-Za-z](?![A-Za-z0-9])){2}/
const lettersWithSigns = /[.*_-][A-Za-z][.*_-]/

/** Plain prose has no cause. Blanks that begin a line, or two after a sentence, are none. */
export function causesOf(text: string): number {
  let causes = 0
  if (unusual.test(text)) causes |= foreign
  if (leet.test(text)) causes |= leetLetters
  if (lettersWithSigns.test(text)) causes |= spacedLetters
  if (doubleBlankOrLetters.test(text)) {
    if (blanksWithin.test(text)) causes |= blankRun
    if (lettersWithBlanks.test(text)) causes |= spacedLetters
  } else if (tab.test(text) && blanksWithin.test(text)) causes |= blankRun
  return causes
}
