import type { MappedText } from '../mapped-text.ts'

/** Every Latin letter turned by 13 places, which undoes itself. */
export function rotated(text: string): string {
  const parts: string[] = []
  for (let from = 0; from < text.length; from += mostAtOnce) {
    const units = new Array<number>(Math.min(mostAtOnce, text.length - from))
    for (let at = 0; at < units.length; at++) {
      const code = text.charCodeAt(from + at)
      const letter = (code | 32) - 0x61
      units[at] = letter < 0 || letter > 25 ? code : letter < 13 ? code + 13 : code - 13
    }
    parts.push(String.fromCharCode.apply(null, units))
  }
  return parts.join('')
}

/** So many characters are made of numbers in one call. */
const mostAtOnce = 1024

export function withoutRotation(text: string): MappedText | null {
  const turned = rotated(text)
  return turned === text ? null : { text: turned, locate: (start, end) => [start, end] }
}

/** How often letters stand in English, from `a` to `z`, in one of 10,000. */
const frequencies = [
  820, 150, 280, 430, 1270, 220, 200, 610, 700, 15, 80, 400, 240, 670, 750, 190, 10, 600, 630, 910, 280, 100, 240, 15,
  200, 7,
] as const

/** By letter: how much likelier English has it turned by 13 places than as it stands, as a logarithm. */
const likelihoods = Float64Array.from(frequencies, (frequency, letter) =>
  Math.log((frequencies[(letter + 13) % 26] as number) / frequency),
)

/** About 2.5 times likelier; of less, names and abbreviations have too many. */
const leastLikelihood = 0.9

/** Longer texts are known by what rules look for. */
const longestShortText = 256

const several = /[ /\n]/

/** Whether a short text of several words reads more like English when its letters are turned by 13 places. */
export function mayBeRotated(text: string): boolean {
  if (text.length > longestShortText || !several.test(text)) return false
  let likelihood = 0
  for (let at = 0; at < text.length; at++) {
    const letter = (text.charCodeAt(at) | 32) - 0x61
    if (letter >= 0 && letter < 26) likelihood += likelihoods[letter] as number
  }
  return likelihood > leastLikelihood
}
