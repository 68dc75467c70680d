import type { MappedText } from '../mapped-text.ts'
import { derive, type Reading } from '../reading.ts'
import { withoutBase64 } from './base64.ts'
import { withoutEntities } from './entities.ts'
import { withoutEscapes } from './escapes.ts'
import { withoutHex } from './hex.ts'
import { nestedJson } from './nested-json.ts'
import { withoutPercent } from './percent.ts'
import { withoutQuotedPrintable } from './quoted-printable.ts'
import { mayBeRotated, withoutRotation } from './rot13.ts'

/** A way to write a text: the name it has in `via`, and how it is undone. */
interface Encoding {
  readonly name: string
  readonly undo: (text: string) => MappedText | null
}

/** Single characters first, then passages. */
const encodings: readonly Encoding[] = [
  { name: 'html', undo: withoutEntities },
  { name: 'percent', undo: withoutPercent },
  { name: 'quoted-printable', undo: withoutQuotedPrintable },
  { name: 'escape', undo: withoutEscapes },
  { name: 'hex', undo: withoutHex },
  { name: 'base64', undo: withoutBase64 },
]

/** How often what was decoded is decoded again. */
const deepestDecoding = 4

/**
 * All that a value says once what is encoded in it is undone, outermost first: one reading after each step that changed
 * something, since a later one may take for an encoding what is none. JSON gives one reading for each of its lines.
 */
export function* decodeReading(reading: Reading, looksRotated: boolean, level = 0): Generator<Reading> {
  if (level === deepestDecoding) return
  const nested = nestedJson(reading)
  if (nested !== null) {
    for (const line of nested) {
      yield line
      yield* decodeReading(line, looksRotated, level + 1)
    }
    return
  }
  if (looksRotated || (level <= 1 && mayBeRotated(reading.value))) {
    const turned = withoutRotation(reading.value)
    if (turned !== null) yield derive(reading, turned, 'rot13')
  }
  let result = reading
  for (const { name, undo } of encodings) {
    const mapped = undo(result.value)
    if (mapped === null) continue
    result = derive(result, mapped, name)
    yield result
  }
  if (result !== reading) yield* decodeReading(result, false, level + 1)
}
