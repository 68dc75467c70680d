import { backslash, causesOf, decodable, encodedRun, equalsSign, hexWords, percentSign, reference } from '../causes.ts'
import type { MappedText } from '../mapped-text.ts'
import { derive, type Reading } from '../reading.ts'
import { withoutBase64 } from './base64.ts'
import { withoutEntities } from './entities.ts'
import { withoutEscapes } from './escapes.ts'
import { withoutHex } from './hex.ts'
import { mayBeJson, nestedJson } from './nested-json.ts'
import { withoutPercent } from './percent.ts'
import { withoutQuotedPrintable } from './quoted-printable.ts'
import { mayBeRotated, withoutRotation } from './rot13.ts'

/** A way to write a text: the name it has in `via`, what gives cause to look for it, and how it is undone. */
interface Encoding {
  readonly name: string
  readonly cause: number
  readonly undo: (text: string) => MappedText | null
}

/** Single characters first, then passages. */
const encodings: readonly Encoding[] = [
  { name: 'html', cause: reference, undo: withoutEntities },
  { name: 'percent', cause: percentSign, undo: withoutPercent },
  { name: 'quoted-printable', cause: equalsSign, undo: withoutQuotedPrintable },
  { name: 'escape', cause: backslash, undo: withoutEscapes },
  { name: 'hex', cause: encodedRun | hexWords, undo: withoutHex },
  { name: 'base64', cause: encodedRun, undo: withoutBase64 },
]

/** How often what was decoded is decoded again. */
const deepestDecoding = 16

/** What decoding is told besides the text. */
export interface Decoding {
  /** True when letters turned by 13 places made a word that some rule looks for. */
  readonly looksRotated: boolean
  /** Told why something was left as it stands. */
  readonly cut: (reason: string) => void
}

/** A reading, and what it gives cause to do. */
export interface Decoded {
  readonly reading: Reading
  readonly causes: number
}

/** Whether decoding may find something; most lines end here. */
export function mayDecode({ value }: Reading, causes: number, looksRotated: boolean): boolean {
  return (causes & decodable) !== 0 || looksRotated || mayBeJson(value) || mayBeRotated(value)
}

/**
 * All that a value says once what is encoded in it is undone, outermost first: one reading after each step that changed
 * something, since a later one may take for an encoding what is none. JSON gives one reading for each of its lines.
 */
export function* decodeReading(reading: Reading, causes: number, decoding: Decoding, level = 0): Generator<Decoded> {
  const nested = nestedJson(reading, decoding.cut)
  if (nested !== null) {
    if (level >= deepestDecoding) decoding.cut(tooDeep)
    else for (const line of nested) yield* andInside(line, decoding, level)
    return
  }
  if (decoding.looksRotated || (level <= 1 && mayBeRotated(reading.value))) {
    const turned = withoutRotation(reading.value)
    if (turned !== null) yield { reading: derive(reading, turned, 'rot13'), causes: causesOf(turned.text) }
  }
  let result = reading
  let left = causes
  for (const { name, cause, undo } of encodings) {
    if ((left & cause) === 0) continue
    const mapped = undo(result.value)
    if (mapped === null) continue
    if (level >= deepestDecoding) return decoding.cut(tooDeep)
    result = derive(result, mapped, name)
    left = causesOf(result.value)
    yield { reading: result, causes: left }
  }
  if (result !== reading) yield* decodeReading(result, left, { ...decoding, looksRotated: false }, level + 1)
}

const tooDeep = `what was decoded is decoded again ${deepestDecoding} times at most`

function* andInside(line: Reading, decoding: Decoding, level: number): Generator<Decoded> {
  const causes = causesOf(line.value)
  yield { reading: line, causes }
  if (mayDecode(line, causes, decoding.looksRotated)) yield* decodeReading(line, causes, decoding, level + 1)
}
