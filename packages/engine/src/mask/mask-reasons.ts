import type { Content, Reason } from '@agentsentry/contract'
import { excerptOf } from '../excerpt.ts'
import { formatPointer, parsePointer } from '../glob.ts'
import type { MaskPlan } from './mask-plan.ts'

export interface MaskedPlaces {
  readonly plan: MaskPlan
  readonly content: Content
  /** What the masked content gives as reasons by itself, by rule: their places are right, and show nothing masked. */
  readonly again: ReadonlyMap<string, Reason>
}

/** The same reasons about the masked content: spans, paths and excerpts are of that and not of what stood there before. */
export function maskReasons(reasons: readonly Reason[], places: MaskedPlaces): Reason[] {
  return reasons.map((reason) => {
    if (reason.unevaluated !== undefined || reason.path === undefined) return reason
    return places.again.get(reason.rule) ?? moved(reason, reason.path, places)
  })
}

/** The members stay in their order. */
function moved(reason: Reason, pointer: string, { plan, content }: MaskedPlaces): Reason {
  const segments = parsePointer(pointer)
  const path = plan.pathInMasked(segments)
  const { span, key_span, excerpt, type, description } = reason
  const newSpan = span === undefined ? undefined : plan.spanInMasked(segments, span)
  const newKeySpan = key_span === undefined ? undefined : plan.keySpanInMasked(segments, key_span)
  return {
    ...reason,
    // Of the other key that it names it is not known any more whether it was masked.
    description: type === 'built_in' ? 'Two keys of one object look alike.' : description,
    path: formatPointer(path),
    ...(newSpan === undefined ? {} : { span: newSpan }),
    ...(newKeySpan === undefined ? {} : { key_span: newKeySpan }),
    ...(excerpt === undefined
      ? {}
      : { excerpt: excerptAt(content, path, { span: newSpan ?? [0, 0], keySpan: newKeySpan ?? [0, 0] }) }),
  }
}

function excerptAt(
  content: Content,
  path: readonly string[],
  { span, keySpan }: Record<'span' | 'keySpan', readonly [number, number]>,
): string {
  const value = valueAt(content, path)
  const text = typeof value === 'object' && value !== null ? '' : String(value)
  return span[0] < span[1] ? excerptOf(text, ...span) : excerptOf(path.at(-1) ?? '', ...keySpan)
}

function valueAt(content: Content, path: readonly string[]): unknown {
  let value: unknown = content
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return ''
    value = (value as Record<string, unknown>)[segment]
  }
  return value
}
