/** A text made from another one, with the way back. */
export interface MappedText {
  readonly text: string
  /** The part of the source that `[start, end)` of the text was made from. Always within the source. */
  locate(start: number, end: number): [number, number]
}

/**
 * Makes a text from `source` by replacing passages from left to right. A replacement of the same length is taken to
 * stand character for character, every other one maps back to the whole passage that it replaced.
 */
export class Rewriting {
  readonly #source: string
  /** Joined when all is known: a text put together step by step is slow to read. */
  readonly #parts: string[] = []
  #length = 0
  #copied = 0
  #changed = false
  /** Four numbers for each replacement of another length: `[start, end)` in the text, `[start, end)` in the source. */
  readonly #edits: number[] = []

  constructor(source: string) {
    this.#source = source
  }

  /** Replaces `[from, to)` of the source. Passages must come in order and must not overlap. */
  replace(from: number, to: number, replacement: string): void {
    if (this.#copied < from) {
      this.#parts.push(this.#source.slice(this.#copied, from))
      this.#length += from - this.#copied
    }
    const start = this.#length
    this.#parts.push(replacement)
    this.#length += replacement.length
    if (replacement.length !== to - from) this.#edits.push(start, start + replacement.length, from, to)
    this.#copied = to
    this.#changed = true
  }

  /** Null when nothing was replaced. */
  finish(): MappedText | null {
    if (!this.#changed) return null
    const edits = this.#edits
    this.#parts.push(this.#source.slice(this.#copied))
    const text = this.#parts.join('')
    return { text, locate: (start, end) => locate(edits, start, end) }
  }
}

/** After so many replacements in one text the rest counts as one passage, so that a map stays small. */
export const finestReplacements = 20_000

/** Replaces each match of a global pattern for which `replacementOf` gives a text. Null when nothing was replaced. */
export function rewrite(
  source: string,
  pattern: RegExp,
  replacementOf: (passage: string) => string | null,
): MappedText | null {
  const rewriting = new Rewriting(source)
  let replacements = 0
  pattern.lastIndex = 0
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const [passage] = match
    const replacement = replacementOf(passage)
    if (replacement === null || replacement === passage) continue
    if (++replacements > finestReplacements) {
      const rest = source.slice(match.index).replace(pattern, (found) => replacementOf(found) ?? found)
      rewriting.replace(match.index, source.length, rest)
      break
    }
    rewriting.replace(match.index, match.index + passage.length, replacement)
  }
  return rewriting.finish()
}

/** Replaces each passage, `[start, end)` and in order, for which `replacementOf` gives a text. Null when nothing was replaced. */
export function rewritePassages(
  source: string,
  passages: Iterable<readonly [start: number, end: number]>,
  replacementOf: (passage: string) => string | null,
): MappedText | null {
  const rewriting = new Rewriting(source)
  let replacements = 0
  let rest: { readonly from: number; copied: number; text: string } | null = null
  for (const [start, end] of passages) {
    const passage = source.slice(start, end)
    const replacement = replacementOf(passage)
    if (replacement === null || replacement === passage) continue
    if (++replacements > finestReplacements) rest ??= { from: start, copied: start, text: '' }
    if (rest === null) rewriting.replace(start, end, replacement)
    else {
      rest.text += source.slice(rest.copied, start) + replacement
      rest.copied = end
    }
  }
  if (rest !== null) rewriting.replace(rest.from, source.length, rest.text + source.slice(rest.copied))
  return rewriting.finish()
}

function locate(edits: readonly number[], start: number, end: number): [number, number] {
  const from = sourceOf(edits, start, false)
  return end <= start ? [from, from] : [from, Math.max(from, sourceOf(edits, end - 1, true))]
}

/** Where the character at `offset` came from: its beginning, or its end. */
function sourceOf(edits: readonly number[], offset: number, wantsEnd: boolean): number {
  let low = 0
  let high = edits.length / 4
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edits[middle * 4] as number) <= offset) low = middle + 1
    else high = middle
  }
  if (low === 0) return wantsEnd ? offset + 1 : offset
  const at = (low - 1) * 4
  const textEnd = edits[at + 1] as number
  const sourceEnd = edits[at + 3] as number
  if (offset < textEnd) return wantsEnd ? sourceEnd : (edits[at + 2] as number)
  return sourceEnd + offset - textEnd + (wantsEnd ? 1 : 0)
}
