import type { Content } from '@agentsentry/contract'
import type { PlacedMark } from '#components/json-tree.tsx'
import { pointerSegment } from '#text/json-pointer.ts'

export interface ShortenLimits {
  /** Content whose JSON is not longer stays as it is. All lengths in UTF-16 code units. */
  readonly json: number
  readonly text: number
  /** How far a text is kept for the sake of a mark in it. */
  readonly marked: number
  readonly members: number
  readonly levels: number
}

/** What a timeline is given of one trace: enough to read on, and hundreds of them fit into a page. */
export const timelineLimits: ShortenLimits = { json: 6_000, text: 600, marked: 4_000, members: 20, levels: 8 }

/** What the page of one trace is given. */
export const pageLimits: ShortenLimits = { json: 150_000, text: 20_000, marked: 60_000, members: 300, levels: 40 }

/**
 * Content as it stands where it is short; else its beginning. Strings are cut behind the last mark in them, or after
 * so many characters; of lists and objects the first members stay, and those with marks. Offsets stay what they are.
 */
export function shortenContent(
  content: Content,
  marks: readonly PlacedMark[],
  limits: ShortenLimits = timelineLimits,
): { content: Content; shortenedFrom: number | null } {
  const { length } = JSON.stringify(content)
  if (length <= limits.json) return { content, shortenedFrom: null }
  return { content: shortenMembers(content, { path: '', level: 0, marks, limits }) as Content, shortenedFrom: length }
}

interface Place {
  readonly path: string
  readonly level: number
  readonly marks: readonly PlacedMark[]
  readonly limits: ShortenLimits
}

function shorten(value: unknown, place: Place): unknown {
  if (typeof value === 'string') return cut(value, place)
  if (typeof value !== 'object' || value === null) return value
  return place.level >= place.limits.levels ? '…' : shortenMembers(value, place)
}

function cut(text: string, { path, marks, limits }: Place): string {
  // What stands too far behind is told by the excerpt of its reason.
  const ends = marks.flatMap(({ path: place, inKey, end }) =>
    place === path && inKey !== true && end <= limits.marked ? [end + 100] : [],
  )
  const shown = Math.max(limits.text, ...ends)
  return text.length <= shown ? text : `${wholeCharacters(text, shown)}…`
}

/** Half of a pair of surrogates is no character. */
function wholeCharacters(text: string, length: number): string {
  const cut = text.slice(0, length)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}

function shortenMembers(value: object, { path, level, marks, limits }: Place): unknown {
  const inside = marks.filter((mark) => mark.path === path || mark.path.startsWith(`${path}/`))
  const members = Object.entries(value).flatMap(([key, member], index) => {
    const place = { path: `${path}/${pointerSegment(key)}`, level: level + 1, marks: inside, limits }
    const isMarked = inside.some((mark) => mark.path === place.path || mark.path.startsWith(`${place.path}/`))
    // Behind the first members of a list only those before a mark keep their places.
    if (index >= limits.members && !isMarked) return []
    return [[key, shorten(member, place)] as const]
  })
  if (!Array.isArray(value)) return Object.fromEntries(members)
  const list: unknown[] = members.map(([, member]) => member)
  const isWhole = members.every(([key], index) => key === String(index))
  return isWhole ? list : Object.fromEntries(members)
}
