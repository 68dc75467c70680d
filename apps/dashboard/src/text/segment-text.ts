import { nameOfCharacter } from './character-names.ts'

/** A place that is pointed at: `[start, end)` in UTF-16 code units of the whole text. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly tone: 'allow' | 'warn' | 'redact' | 'ask' | 'block'
  /** What a screen reader says of it, and what is shown on hover: the name of the rule. */
  readonly label: string
}

export type Segment =
  | { readonly kind: 'text'; readonly text: string; readonly mark: Mark | null }
  /** Characters that do not show, or that mislead about what does: `label` is shown in their place. */
  | { readonly kind: 'hidden'; readonly label: string; readonly name: string; readonly mark: Mark | null }

/**
 * Everything that has no shape of its own, turns the direction of what follows, or looks like a blank and is none. Line feed,
 * tab and the no-break space of good typography are what they seem. Combining marks beyond the fourth would cover the lines around.
 */
const deceptive =
  /[\u{E0000}-\u{E007F}]+|(?<=\p{M}{4})\p{M}+|(?![\n\t])(?:[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u061C\u2800\uFFF9-\uFFFB]|(?![ \u00A0\u3000])\p{Zs})/gu

/** A presentation selector after a picture, and a joiner between two, are how emoji are written. */
const emojiBefore = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Emoji_Component}]\uFE0F?$/u

/**
 * Splits a text into what can be shown as it stands and what must be shown by its name. `from` and `to` cut the text without
 * moving the marks. The same hidden character many times in a row is one segment.
 */
export function segmentText(
  text: string,
  { marks = [], from = 0, to = text.length }: { marks?: readonly Mark[]; from?: number; to?: number } = {},
): Segment[] {
  const edges = new Set([from, to])
  for (const { start, end } of marks) {
    if (start >= end) continue
    if (start > from && start < to) edges.add(start)
    if (end > from && end < to) edges.add(end)
  }
  const ordered = [...edges].sort((left, right) => left - right)
  const segments: Segment[] = []
  for (const [index, start] of ordered.slice(0, -1).entries()) {
    const end = ordered[index + 1] as number
    const mark = marks.find((each) => each.start < end && each.end > start && each.end > each.start) ?? null
    splitPart(text.slice(start, end), mark, segments)
  }
  return segments
}

function splitPart(part: string, mark: Mark | null, segments: Segment[]): void {
  let shownTo = 0
  for (const match of part.matchAll(deceptive)) {
    const [found] = match
    if (belongsToEmoji(part, match.index, found)) continue
    if (match.index > shownTo) segments.push({ kind: 'text', text: part.slice(shownTo, match.index), mark })
    shownTo = match.index + found.length
    addHidden(segments, found, mark)
  }
  if (shownTo < part.length) segments.push({ kind: 'text', text: part.slice(shownTo), mark })
}

function belongsToEmoji(part: string, index: number, found: string): boolean {
  if (found !== '\uFE0F' && found !== '\u200D') return false
  if (!emojiBefore.test(part.slice(Math.max(0, index - 4), index))) return false
  return found === '\uFE0F' || /^\p{Extended_Pictographic}/u.test(part.slice(index + 1, index + 3))
}

function addHidden(segments: Segment[], found: string, mark: Mark | null): void {
  const { label, name } = nameOfCharacter(found)
  const last = segments.at(-1)
  if (last?.kind === 'hidden' && last.name === name && last.mark === mark) {
    const [, base = label, times = '1'] = /^(.*?)(?: ×(\d+))?$/.exec(last.label) ?? []
    segments[segments.length - 1] = { ...last, label: `${base} ×${Number(times) + 1}` }
    return
  }
  segments.push({ kind: 'hidden', label, name, mark })
}
