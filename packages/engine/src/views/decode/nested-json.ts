import { collectText, type Line } from '../../collect-text.ts'
import { excerptReading, type Reading } from '../reading.ts'

/** Deeper JSON is left as it stands, so that reading it needs no deeper stack than content itself. */
const deepestJson = 64
const mostJsonLines = 10_000

/** Whether a value begins and ends as a JSON list or object does; parsing what is none is dear. */
export function mayBeJson(value: string): boolean {
  let at = 0
  while (isBlank(value.charCodeAt(at))) at++
  const first = value.charCodeAt(at)
  if (first !== 0x7b && first !== 0x5b) return false
  at++
  while (isBlank(value.charCodeAt(at))) at++
  if (!(first === 0x7b ? '"}' : '"{[]-0123456789tfn').includes(value.charAt(at))) return false
  let end = value.length - 1
  while (end > at && isBlank(value.charCodeAt(end))) end--
  return value.charCodeAt(end) === first + 2
}

/**
 * What a JSON text within a string says, line by line with its own keys; null when the value is no such text. `cut` is
 * told when that is more than is read.
 */
export function nestedJson(reading: Reading, cut: (reason: string) => void): Reading[] | null {
  if (!mayBeJson(reading.value)) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(reading.value)
  } catch {
    return null
  }
  if (isDeeper(parsed, deepestJson)) {
    cut(`JSON within a string is read to a depth of ${deepestJson}`)
    return null
  }
  const key = reading.prefix.slice(0, reading.keyLength) || 'json'
  const lines = collectText(Array.isArray(parsed) ? { [key]: parsed } : (parsed as Record<string, unknown>))
  if (lines.length > mostJsonLines) cut(`JSON within a string is read to ${mostJsonLines} values`)
  return placed(reading, lines.slice(0, mostJsonLines))
}

function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 9 && code <= 13)
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1))
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
