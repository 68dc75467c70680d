import { maskText } from './mask-text.ts'

/** A part of a text, `[from, to)` in UTF-16 code units, with the name of the rule that found a secret in it. */
export interface Passage {
  readonly from: number
  readonly to: number
  readonly rule: string
}

/** A passage, and where its mask stands in the masked text. */
export interface Placed {
  readonly from: number
  readonly to: number
  readonly maskFrom: number
  readonly maskTo: number
}

export interface MaskedText {
  readonly text: string
  readonly placed: readonly Placed[]
}

/** Replaces passages, which may overlap and come in any order; what overlaps or touches becomes one mask. */
export function maskPassages(text: string, passages: readonly Passage[]): MaskedText {
  const sorted = [...passages].sort((left, right) => left.from - right.from)
  const merged: { from: number; to: number; rule: string }[] = []
  for (const { from, to, rule } of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else merged.push({ from, to, rule })
  }
  const placed: Placed[] = []
  let masked = ''
  let copied = 0
  for (const { from, to, rule } of merged) {
    masked += text.slice(copied, from)
    const mask = maskText(rule)
    placed.push({ from, to, maskFrom: masked.length, maskTo: masked.length + mask.length })
    masked += mask
    copied = to
  }
  return { text: masked + text.slice(copied), placed }
}

/** A span of a masked text as one of the text before; what lies in a mask becomes the whole passage. */
export function toOriginal(placed: readonly Placed[], [start, end]: readonly [number, number]): [number, number] {
  const first = lastWhere(placed, ({ maskFrom }) => maskFrom <= start)
  const last = lastWhere(placed, ({ maskFrom }) => maskFrom < end)
  const from = first === null ? start : start < first.maskTo ? first.from : start - first.maskTo + first.to
  const to = last === null ? end : end <= last.maskTo ? last.to : end - last.maskTo + last.to
  return [from, Math.max(from, to)]
}

/** A span of the text before as one of the masked text; what touches a passage covers the whole mask. */
export function toMasked(placed: readonly Placed[], [start, end]: readonly [number, number]): [number, number] {
  const first = lastWhere(placed, ({ from }) => from <= start)
  const last = lastWhere(placed, ({ from }) => from < end)
  const from = first === null ? start : start < first.to ? first.maskFrom : start - first.to + first.maskTo
  const to = last === null ? end : end <= last.to ? last.maskTo : end - last.to + last.maskTo
  return [from, Math.max(from, to)]
}

/** True when the span lies within one mask. */
export function isMasked(placed: readonly Placed[], [start, end]: readonly [number, number]): boolean {
  const mask = lastWhere(placed, ({ maskFrom }) => maskFrom <= start)
  return mask !== null && end <= mask.maskTo
}

/** The last item for which the condition holds, where it holds for all before one that it holds for. */
function lastWhere(placed: readonly Placed[], holds: (item: Placed) => boolean): Placed | null {
  let low = 0
  let high = placed.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(placed[middle] as Placed)) low = middle + 1
    else high = middle
  }
  return low === 0 ? null : (placed[low - 1] as Placed)
}
