import type { Content } from '@agentsentry/contract'
import { maskText } from './mask-text.ts'
import { isMasked, maskPassages, type Passage, type Placed, toMasked, toOriginal } from './passages.ts'

type Span = readonly [start: number, end: number]

/** Keys that the contract gives to content. They hold nothing, and must stay for the content to be understood. */
const framing = new Set(['text', 'tool', 'args', 'result', 'error'])

/** What is to be masked at one place of content, and at the places below it. */
class Place {
  readonly below = new Map<string, Place>()
  readonly passages: Passage[] = []
  readonly keyPassages: Passage[] = []
  /** Name of the rule for whose sake all that stands here is masked. */
  whole: string | null = null
  placed: readonly Placed[] = []
  keyPlaced: readonly Placed[] = []
  /** Its key in the masked content, where that is another one. */
  newKey: string | null = null
  /** By a new key the old one. */
  readonly oldKeys = new Map<string, string>()

  at(segment: string): Place {
    let place = this.below.get(segment)
    if (place === undefined) {
      place = new Place()
      this.below.set(segment, place)
    }
    return place
  }
}

/**
 * Which passages of a content are masked. Places and spans are given as they stand in the content that `apply` returned
 * last, or in the original before that. Everything is kept in terms of the original, so rounds do not add up to masks of
 * masks.
 */
export class MaskPlan {
  readonly #content: Content
  readonly #root = new Place()
  #grew = false
  /** How many passages, keys and whole values were masked by the last `apply`. */
  count = 0

  constructor(content: Content) {
    this.#content = content
  }

  /** Whether something was added since this was asked last. */
  takeGrowth(): boolean {
    const grew = this.#grew
    this.#grew = false
    return grew
  }

  /** Masks part of a string. A number is masked whole. */
  addPassage(segments: readonly string[], span: Span, rule: string): void {
    const place = this.#find(segments)
    if (place === null || isMasked(place.placed, span)) return
    const [from, to] = toOriginal(place.placed, span)
    place.passages.push({ from, to, rule })
    this.#grew = true
  }

  /** Whether part of a span is to be masked. */
  touches(segments: readonly string[], span: Span): boolean {
    const place = this.#find(segments)
    if (place === null) return true
    const [from, to] = toOriginal(place.placed, span)
    return place.passages.some((passage) => passage.from < to && passage.to > from)
  }

  /** Masks all that stands at a place. */
  addWhole(segments: readonly string[], rule: string): void {
    const place = this.#find(segments)
    if (place === null || place.whole !== null) return
    place.whole = rule
    this.#grew = true
  }

  /** Masks part of the key by which the rules know a value: for an item of a list that is the key of the list. */
  addKey(segments: readonly string[], span: Span | 'whole', rule: string): void {
    const owner = this.#ownerOfKey(this.#toOriginal(segments))
    if (owner === null) return
    const { place, key } = owner
    if (span !== 'whole' && isMasked(place.keyPlaced, span)) return
    const [from, to] = span === 'whole' ? [0, key.length] : toOriginal(place.keyPlaced, span)
    if (place.keyPassages.some((passage) => passage.from <= from && passage.to >= to)) return
    place.keyPassages.push({ from, to, rule })
    this.#grew = true
  }

  /** Masks every value at the top of content, with what it holds. */
  addEverything(rule: string): void {
    for (const [key, value] of Object.entries(this.#content)) {
      if (key !== 'tool' || !isPlainName(value)) this.addWhole([key], rule)
      if (!framing.has(key) && key.length > longestPlainKey) this.addKey([key], 'whole', rule)
    }
  }

  apply(): Content {
    this.count = 0
    return this.#masked(this.#content, this.#root) as Content
  }

  /** Where a place of the original is in the masked content; a place within what was masked whole is that whole. */
  pathInMasked(segments: readonly string[]): string[] {
    const path: string[] = []
    let place: Place | undefined = this.#root
    for (const segment of segments) {
      if (place?.whole != null) return path
      place = place?.below.get(segment)
      path.push(place?.newKey ?? segment)
    }
    return path
  }

  /** A span of a value of the original in the masked content. */
  spanInMasked(segments: readonly string[], span: Span): [number, number] {
    const place = this.#placeOf(segments)
    return place === null ? [span[0], span[1]] : toMasked(place.placed, span)
  }

  keySpanInMasked(segments: readonly string[], span: Span): [number, number] {
    const owner = this.#ownerOfKey([...segments])
    return owner === null ? [span[0], span[1]] : toMasked(owner.place.keyPlaced, span)
  }

  #masked(value: unknown, place: Place): unknown {
    if (place.whole !== null || (typeof value === 'number' && place.passages.length > 0)) {
      const text = maskText(place.whole ?? (place.passages[0] as Passage).rule)
      place.placed = [{ from: 0, to: Number.MAX_SAFE_INTEGER, maskFrom: 0, maskTo: text.length }]
      this.count++
      return text
    }
    if (typeof value === 'string') {
      if (place.passages.length === 0) return value
      const { text, placed } = maskPassages(value, place.passages)
      place.placed = placed
      this.count += placed.length
      return text
    }
    if (typeof value !== 'object' || value === null || place.below.size === 0) return value
    if (Array.isArray(value)) {
      return value.map((item, index) => {
        const below = place.below.get(String(index))
        return below === undefined ? item : this.#masked(item, below)
      })
    }
    return this.#maskedObject(value, place)
  }

  /** Keys that become the same are numbered, since one of two values would be lost otherwise. */
  #maskedObject(value: object, place: Place): unknown {
    const used = new Map<string, number>()
    place.oldKeys.clear()
    const members = Object.entries(value).map(([key, member]): [string, unknown] => {
      const below = place.below.get(key)
      if (below === undefined) return [key, member]
      const masked = this.#masked(member, below)
      if (below.keyPassages.length === 0) return [key, masked]
      const { text, placed } = maskPassages(key, below.keyPassages)
      this.count += placed.length
      below.keyPlaced = placed
      let times = used.get(text) ?? 0
      let newKey: string
      do newKey = times++ === 0 ? text : `${text}#${times}`
      while (Object.hasOwn(value, newKey))
      used.set(text, times)
      below.newKey = newKey
      place.oldKeys.set(newKey, key)
      return [newKey, masked]
    })
    return Object.fromEntries(members)
  }

  /** Null when that place, or one above it, is masked whole already. */
  #find(segments: readonly string[]): Place | null {
    let place = this.#root
    for (const segment of this.#toOriginal(segments)) {
      place = place.at(segment)
      if (place.whole !== null) return null
    }
    return place
  }

  #toOriginal(segments: readonly string[]): string[] {
    let place: Place | undefined = this.#root
    return segments.map((segment) => {
      const old: string = place?.oldKeys.get(segment) ?? segment
      place = place?.below.get(old)
      return old
    })
  }

  /** The place itself, or the one above it that was masked whole. */
  #placeOf(segments: readonly string[]): Place | null {
    let place: Place | undefined = this.#root
    for (const segment of segments) {
      if (place?.whole != null) return place
      place = place?.below.get(segment)
    }
    return place ?? null
  }

  #ownerOfKey(segments: readonly string[]): { place: Place; key: string } | null {
    let owner = -1
    let value: unknown = this.#content
    for (const [index, segment] of segments.entries()) {
      if (!Array.isArray(value)) owner = index
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[segment] : undefined
    }
    const key = segments[owner]
    if (key === undefined || (owner === 0 && framing.has(key))) return null
    let place = this.#root
    for (const segment of segments.slice(0, owner + 1)) {
      if (place.whole !== null) return null
      place = place.at(segment)
    }
    return { place, key }
  }
}

/** Shorter keys stay when nothing is known of what stands there. */
const longestPlainKey = 15

/** The name of a tool that no token looks like. */
function isPlainName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 64 && /^[A-Za-z][A-Za-z_.:/-]*\d{0,3}$/.test(value)
}
