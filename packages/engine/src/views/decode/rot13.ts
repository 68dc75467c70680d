import type { MappedText } from '../mapped-text.ts'

/** Every Latin letter turned by 13 places, which undoes itself. */
export function rotated(text: string): string {
  return text.replaceAll(/[A-Za-z]+/g, (letters) => {
    let turned = ''
    for (let at = 0; at < letters.length; at++) {
      const code = letters.charCodeAt(at)
      turned += String.fromCharCode(code + ((code & 31) <= 13 ? 13 : -13))
    }
    return turned
  })
}

export function withoutRotation(text: string): MappedText | null {
  const turned = rotated(text)
  return turned === text ? null : { text: turned, locate: (start, end) => [start, end] }
}

/** Commands, folders and words that a short text speaks of when it is worth hiding; not those that rotate into words. */
const telling =
  'rm mv cp ln dd nc rd chmod chown sudo bash curl wget iwr iex echo cat find xargs eval python perl install touch tee sed source ' +
  'powershell invoke etc usr dev bin srv var tmp home ssh aws env passwd password passwords secret secrets token credentials ' +
  'the and you this that with not please ignore instructions system prompt user drop delete truncate table database write'
const tellingWord = new RegExp(`(?<![A-Za-z])(?:${rotated(telling).replaceAll(' ', '|')})(?![A-Za-z])`, 'i')

/** Longer texts are known by what rules look for. */
const longestShortText = 256

/** Whether a short text holds such a word, turned by 13 places. */
export function mayBeRotated(text: string): boolean {
  return text.length <= longestShortText && tellingWord.test(text)
}
