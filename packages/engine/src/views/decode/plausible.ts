const unprintable = /[[\p{Cc}--[\t\n\v\f\r]]\p{Cn}\p{Co}\p{Cs}\ufffd]/v
const signs = /^[\x20-\x7e]{8,}$/
const word = /[\p{L}\p{N}]/u

/** Whether what a decoding gave is text at all, rather than what chance makes of other data. */
export function isPlausible(text: string): boolean {
  return !unprintable.test(text) && (word.test(text) || signs.test(text))
}
