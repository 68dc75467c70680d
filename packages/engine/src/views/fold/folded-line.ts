import type { Line } from '../../collect-text.ts'
import { blankRun, causesOf, endingBlank, foreign, leetLetters, spacedLetters } from '../causes.ts'
import type { MappedText } from '../mapped-text.ts'
import { derive, excerptReading, plainReading, type Reading } from '../reading.ts'
import { compatible, skeleton, withoutInvisible, withSingleBlanks } from './fold-text.ts'
import { reversedPassages, taggedText } from './hidden-text.ts'
import { leetWords, withoutLeet } from './leet.ts'
import { withoutSpacing } from './spaced-letters.ts'

/** A line of the collected text and what folding makes of it. */
export interface FoldedLine {
  /** Without what cannot be seen, in NFKC, with single blanks; the line as it stands when nothing changed. */
  readonly clean: Reading
  /** The clean reading as it looks in ASCII. */
  readonly looks: Reading
  /** Further readings that hold something new. */
  readonly others: readonly Reading[]
  readonly changed: boolean
  /** What the clean reading gives cause to do. */
  readonly causes: number
}

const none: readonly Reading[] = []
const toFold = foreign | blankRun | leetLetters | spacedLetters

/** Told why something was left as it stands. */
type Cut = (reason: string) => void

const silent: Cut = () => {}

export function foldLine(line: Line, cut: Cut = silent): FoldedLine {
  const plain = plainReading(line)
  const places: number[] = []
  const causes = causesOf(line.value, places)
  const key = foldPrefix(line)
  if ((causes & toFold) === 0 && key === null)
    return { clean: plain, looks: plain, others: none, changed: false, causes }
  const start: Reading = key === null ? plain : { ...plain, ...key }
  const { clean, looks } = foldReading(start, causes, cut)
  const others: Reading[] = []
  if ((causes & foreign) !== 0) {
    const reversed = reversedPassages(start.value)
    if (reversed !== null) others.push(foldReading(derive(start, reversed, 'bidi'), foreign, cut).looks)
    const tagged = taggedText(start.value)
    if (tagged !== null) others.push(derive(start, tagged, 'tags'))
  }
  const isSeenAgain = looks.value !== line.value && (causes & (foreign | leetLetters)) !== 0
  const placesInLooks: number[] = isSeenAgain ? [] : places
  const ofLooks = isSeenAgain ? causesOf(looks.value, placesInLooks) : causes
  const later = (causes & foreign) === 0 ? causes : ofLooks
  if ((later & spacedLetters) !== 0) {
    // Wider gaps part words, so blanks must not have been made single.
    const bare = (causes & foreign) === 0 ? start : step(step(start, withoutInvisible), skeleton)
    const together = withoutSpacing(bare.value)
    if (together !== null) others.push(derive(bare, together, 'spacing'))
  }
  if ((later & leetLetters) !== 0) others.push(...withoutLeetAround(looks, placesInLooks))
  const causesOfClean = () => {
    if (clean.value === line.value || isCausedAlike(causes)) return causes
    return clean === looks && isSeenAgain ? ofLooks : causesOf(clean.value)
  }
  return {
    clean,
    looks,
    others,
    changed: key !== null || looks !== start || others.length > 0,
    causes: causesOfClean(),
  }
}

/** Whether a text with such causes gives the same cause for decoding once its blanks are single. */
function isCausedAlike(causes: number): boolean {
  return (causes & (foreign | endingBlank)) === 0
}

/** Another reading of a value, without and with its look-alikes. */
export function foldReading(
  reading: Reading,
  causes = causesOf(reading.value),
  cut: Cut = silent,
): { readonly clean: Reading; readonly looks: Reading } {
  let clean = reading
  if ((causes & foreign) !== 0) clean = step(step(clean, withoutInvisible), (text) => compatible(text, cut))
  const mayHoldBlanks = clean !== reading || ((causes & foreign) !== 0 && otherBlanks.test(clean.value))
  if (mayHoldBlanks || (causes & blankRun) !== 0) clean = step(clean, withSingleBlanks)
  return { clean, looks: (causes & foreign) === 0 ? clean : step(clean, skeleton) }
}

const otherBlanks = /[\x85\u1680\u2028\u2029]/

function step(reading: Reading, make: (text: string) => MappedText | null): Reading {
  const mapped = make(reading.value)
  return mapped === null ? reading : derive(reading, mapped, null)
}

/** How much of a long value stands around a word in leetspeak. */
const around = 128

/** After so many words the rest is read again as a whole. */
const mostWords = 1000

/** Only the neighbourhood of such words is read again, since names and numbers often look like them. */
function* withoutLeetAround(reading: Reading, places: readonly number[]): Generator<Reading> {
  for (const [from, to] of neighbourhoods(reading.value, places)) {
    const part = from === 0 && to === reading.value.length ? reading : excerptReading(reading, from, to)
    const first = withoutLeet(part.value, 'i')
    if (first === null) continue
    yield derive(part, first, 'leet')
    const second = /[1!]/.test(part.value) ? withoutLeet(part.value, 'l') : null
    if (second !== null && second.text !== first.text) yield derive(part, second, 'leet')
  }
}

function neighbourhoods(text: string, places: readonly number[]): [number, number][] {
  const found: [number, number][] = []
  let words = 0
  for (const at of leetWords(text, places)) {
    const from = Math.max(0, at - around)
    const to = ++words > mostWords ? text.length : Math.min(text.length, at + around)
    const last = found.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = to
    else found.push([from, to])
    if (to === text.length) break
  }
  return found
}

const asciiKey = /^[\x20-\x7e]*$/

/** What parts key and value is ASCII, so the key can be folded with it. */
function foldPrefix({ prefix, keyLength }: Line): { prefix: string; keyLength: number } | null {
  if (asciiKey.test(prefix)) return null
  const key = foldKey(prefix.slice(0, keyLength))
  return { prefix: key + prefix.slice(keyLength), keyLength: key.length }
}

/** A key as it looks. */
export function foldKey(key: string): string {
  if (asciiKey.test(key)) return key
  const line = { prefix: '', keyLength: 0, value: key, segments: [] }
  return foldReading(plainReading(line), foreign).looks.value
}
