import type { Content } from '@agentsentry/contract'

/** One line of the collected text: `prefix` (what names the value) followed by `value`. */
export interface Line {
  readonly prefix: string
  readonly value: string
  readonly segments: readonly string[]
}

/**
 * What rules read: one line per leaf of content, in document order. `text` stands as it is, the tool's name as
 * `tool:NAME`, every other leaf as `KEY: VALUE`, where an item of a list goes by the key of the list.
 *
 * A key that names an object or a list has no leaf of its own. An ordinary one (`args`, `reply_to`) is left out; any
 * other could carry a message of its own and gets a line `KEY:`.
 *
 * Depth is bounded by whoever accepts content; this function recurses once for each level.
 */
export function collectText(content: Content): Line[] {
  const lines: Line[] = []
  for (const [key, value] of Object.entries(content)) {
    if (typeof value !== 'string') collectValue(lines, key, value, [key])
    else if (key === 'text') lines.push({ prefix: '', value, segments: [key] })
    else lines.push({ prefix: key === 'tool' ? 'tool:' : `${key}: `, value, segments: [key] })
  }
  return lines
}

const ordinaryKey = /^[A-Za-z_]{1,32}$/

function collectValue(lines: Line[], key: string, value: unknown, segments: readonly string[]): void {
  if (typeof value !== 'object' || value === null) {
    lines.push({ prefix: `${key}: `, value: String(value), segments })
    return
  }
  if (!ordinaryKey.test(key)) lines.push({ prefix: `${key}:`, value: '', segments })
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collectItem(lines, key, item, [...segments, String(index)])
  } else {
    for (const [name, member] of Object.entries(value)) collectValue(lines, name, member, [...segments, name])
  }
}

/** An item of a list goes by the key of the list; that key has been seen, so only what the item holds adds lines. */
function collectItem(lines: Line[], key: string, item: unknown, segments: readonly string[]): void {
  if (Array.isArray(item)) {
    for (const [index, inner] of item.entries()) collectItem(lines, key, inner, [...segments, String(index)])
  } else if (typeof item === 'object' && item !== null) {
    for (const [name, member] of Object.entries(item)) collectValue(lines, name, member, [...segments, name])
  } else {
    lines.push({ prefix: `${key}: `, value: String(item), segments })
  }
}
