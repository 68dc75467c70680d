import { collectText, type Line } from '../../collect-text.ts'
import { excerptReading, type Reading } from '../reading.ts'

/** Deeper JSON is left as it stands, so that reading it needs no deeper stack than content itself. */
const deepest = 64
const mostLines = 10_000

/** What a JSON text within a string says, line by line with its own keys; null when the value is no such text. */
export function nestedJson(reading: Reading): Reading[] | null {
  const { value } = reading
  const first = value.slice(0, 64).trimStart()[0]
  const last = value.slice(-64).trimEnd().at(-1)
  if (!((first === '{' && last === '}') || (first === '[' && last === ']')) || nesting(value) > deepest) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    return null
  }
  const key = reading.prefix.slice(0, reading.keyLength) || 'json'
  const lines = collectText(Array.isArray(parsed) ? { [key]: parsed } : (parsed as Record<string, unknown>))
  return lines.length > mostLines ? null : placed(reading, lines)
}

function nesting(text: string): number {
  let depth = 0
  let deepestSeen = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '{' || bracket === '[' ? 1 : -1
    if (depth > deepestSeen) deepestSeen = depth
    if (depth > deepest) break
  }
  return deepestSeen
}

/** After so many values that are not written as they read, the rest is placed on the whole text. */
const mostMisses = 16

/** Values stand in the text in the order of the lines, mostly. */
function placed(reading: Reading, lines: readonly Line[]): Reading[] {
  const via = [...reading.via, 'json']
  let from = 0
  let misses = 0
  return lines.map(({ prefix, keyLength, value }) => {
    const at = misses < mostMisses && value !== '' ? reading.value.indexOf(value, from) : -1
    if (at < 0 && value !== '') misses++
    const part = at < 0 ? whole(reading) : excerptReading(reading, at, at + value.length)
    if (at >= 0) from = at + value.length
    return { ...part, prefix, keyLength, value, via }
  })
}

function whole(reading: Reading): Reading {
  return { ...reading, locate: () => reading.locate(0, reading.value.length) }
}
