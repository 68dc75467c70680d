import type { Line, Origin } from '../collect-text.ts'
import type { MaskPlan } from './mask-plan.ts'

/** A part of a line's value in which a rule found a secret. */
export interface ValuePart {
  readonly from: number
  readonly to: number
  readonly rule: string
  /** Whether all of the value is masked. */
  readonly isWhole: boolean
}

/** A part of one leaf of content. */
interface LeafPart {
  readonly segments: readonly string[]
  readonly span: readonly [number, number]
}

/** What a view does not place exactly is masked whole. */
export function maskPlace(
  plan: MaskPlan,
  { segments, span }: LeafPart,
  { rule, isWhole }: Pick<ValuePart, 'rule' | 'isWhole'>,
): void {
  if (isWhole || span[0] >= span[1]) plan.addWhole(segments, rule)
  else plan.addPassage(segments, span, rule)
}

/** A match over several values is followed so far, in a line so long; beyond, whole values are masked, or all of them. */
const longestFollowed = 512
const longestLine = 4096

/**
 * A match in values of one list or object that were joined. What goes over several of them may be a secret in parts, or
 * one beside something else. Where none of the values gave a match by itself, every part is masked. Where one did, it is
 * whole: of its neighbours in a list those parts are masked that look as if they went on, and in an object none, since
 * members have names of their own.
 */
export function maskJoined(
  plan: MaskPlan,
  { line, origin }: { readonly line: Line; readonly origin: Origin },
  { from, to, rule, isWhole }: ValuePart,
): void {
  const first = origin.locate(from, from + 1)
  const last = origin.locate(to - 1, to)
  if (areSame(first.segments, last.segments)) {
    maskPlace(plan, origin.locate(from, to), { rule, isWhole })
  } else if (to - from > longestFollowed || line.value.length > longestLine) {
    if (!plan.touches(first.segments, first.span)) plan.addWhole(line.segments, rule)
    else if (isItem(last)) plan.addWhole(last.segments, rule)
  } else {
    const parts = partsOf(line.value, origin, [from, to])
    const standsAlone = parts.some(({ segments, span }) => plan.touches(segments, span))
    for (const part of parts) {
      const goesOn = isItem(part) && (/\d|[a-z][A-Z]/.test(part.text) || part.text.length >= longWord)
      if (!standsAlone || goesOn) maskPlace(plan, part, { rule, isWhole })
    }
  }
}

function isItem({ segments }: LeafPart): boolean {
  return /^\d+$/.test(segments.at(-1) ?? '')
}

/** No ordinary word has as many letters. */
const longWord = 24

/** Which leaves the characters came from. */
function partsOf(
  value: string,
  origin: Origin,
  [from, to]: readonly [number, number],
): (LeafPart & { readonly text: string })[] {
  const parts: { segments: readonly string[]; span: [number, number]; text: string }[] = []
  for (let at = from; at < to; at++) {
    const { segments, span } = origin.locate(at, at + 1)
    if (span[0] >= span[1]) continue
    const part = parts.at(-1)
    if (part !== undefined && areSame(part.segments, segments)) {
      part.span[1] = Math.max(part.span[1], span[1])
      part.text += value.charAt(at)
    } else parts.push({ segments, span: [...span], text: value.charAt(at) })
  }
  return parts
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one === other || (one.length === other.length && one.every((segment, index) => segment === other[index]))
}
