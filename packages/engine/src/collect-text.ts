import type { Content } from '@agentsentry/contract'

/** One line of the collected text: `prefix` (the key, and what parts it from the value) followed by `value`. */
export interface Line {
  readonly prefix: string
  /** How much of the prefix is the key itself. */
  readonly keyLength: number
  readonly value: string
  readonly segments: readonly string[]
  /** Set when the value is another reading of the leaf than what content says. */
  readonly origin?: Origin
  /** Offset in the value where an earlier trace's text ends: a match counts only if it begins before and ends behind. */
  readonly seam?: number
  /** Set when the value is made of several leaves: what those say that are admitted. Null where that is less than two. */
  readonly narrow?: (admits: (segments: readonly string[]) => boolean) => Line | null
}

/** Brings offsets of a line of a view back to content. */
export interface Origin {
  /** What was done to the original, outermost first, for example `['base64', 'percent']`. */
  readonly via: readonly string[]
  /** The leaf, and the part of it, that `[start, end)` of the line's value was made from. */
  locate(start: number, end: number): { readonly segments: readonly string[]; readonly span: [number, number] }
}

/** Keys that the contract itself gives to what a tool gets and gives back; they say nothing about a trace. */
const framing = new Set(['args', 'result', 'error'])

/**
 * What rules read: one line per leaf of content, in document order. `text` stands as it is, the tool's name as
 * `tool:NAME`, every other leaf as `KEY: VALUE`, where an item of a list goes by the key of the list. A key that names an
 * object, or a list without a leaf of its own, stands as `KEY:`, since keys are scanned as well, but for the outermost
 * `args`, `result` and `error`.
 *
 * Depth is bounded by whoever accepts content; this function recurses once for each level.
 */
export function collectText(content: Content): Line[] {
  const lines: Line[] = []
  for (const [key, value] of Object.entries(content)) {
    const segments = [key]
    if (key === 'text' && typeof value === 'string') lines.push({ prefix: '', keyLength: 0, value, segments })
    else if (key === 'tool' && typeof value === 'string') lines.push({ prefix: 'tool:', keyLength: 4, value, segments })
    else if (framing.has(key) && isContainer(value)) collectInside(lines, key, value, segments)
    else collectMember(lines, key, value, segments)
  }
  return lines
}

function collectMember(lines: Line[], key: string, value: unknown, segments: readonly string[]): void {
  if (!isContainer(value)) {
    lines.push(leafLine(key, value, segments))
    return
  }
  const isNamedByItems = Array.isArray(value) && value.some((item) => !isContainer(item))
  if (!isNamedByItems) lines.push({ prefix: `${key}:`, keyLength: key.length, value: '', segments })
  collectInside(lines, key, value, segments)
}

function collectInside(lines: Line[], key: string, container: object, segments: readonly string[]): void {
  if (!Array.isArray(container)) {
    for (const [name, member] of Object.entries(container)) collectMember(lines, name, member, [...segments, name])
    return
  }
  for (const [index, item] of container.entries()) {
    const itemSegments = [...segments, String(index)]
    if (isContainer(item)) collectInside(lines, key, item, itemSegments)
    else lines.push(leafLine(key, item, itemSegments))
  }
}

function leafLine(key: string, value: unknown, segments: readonly string[]): Line {
  return { prefix: `${key}: `, keyLength: key.length, value: String(value), segments }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
