/**
 * A JSON value as the beginning of one line that a person can read: `command: ls -la · cwd: /srv`. However large the value is,
 * little of it is looked at.
 */
export function oneLine(value: unknown, limit = 240): string {
  const parts: string[] = []
  write(value, { parts, left: limit, depth: 0 })
  const line = parts.join('').replaceAll(/\s+/g, ' ').trim()
  return line.length > limit ? `${line.slice(0, limit)}…` : line
}

interface Line {
  readonly parts: string[]
  left: number
  readonly depth: number
}

function add(line: Line, text: string): void {
  const part = text.slice(0, Math.max(0, line.left) + 1)
  line.parts.push(part)
  line.left -= part.length
}

function write(value: unknown, line: Line): void {
  if (line.left < 0) return
  if (typeof value !== 'object' || value === null) {
    add(line, String(value))
    return
  }
  const isList = Array.isArray(value)
  if (line.depth > 3) {
    add(line, isList ? '[…]' : '{…}')
    return
  }
  const inner: Line = { parts: line.parts, left: line.left, depth: line.depth + 1 }
  if (line.depth > 0) add(inner, isList ? '[' : '{ ')
  let isFirst = true
  for (const key in value) {
    if (inner.left < 0) break
    if (!Object.hasOwn(value, key)) continue
    if (!isFirst) add(inner, line.depth === 0 && !isList ? ' · ' : ', ')
    if (!isList) add(inner, `${key}: `)
    write((value as Record<string, unknown>)[key], inner)
    isFirst = false
  }
  if (line.depth > 0) add(inner, isList ? ']' : ' }')
  line.left = inner.left
}
