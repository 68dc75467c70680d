import { type Content, decisions, type Reason } from '@agentsentry/contract'
import type { PlacedMark } from '#components/json-tree.tsx'
import { pointerSegment } from '#text/json-pointer.ts'

/** Content is searched so far for what was masked; further on it is shown as it stands. */
const mostMaskedShown = 200
const maskedPlace = /\[masked:[^[\]]{1,250}\]/g

/** Where the reasons of a trace found what they found: in values, and in keys. */
export function marksOfReasons(reasons: readonly Reason[]): PlacedMark[] {
  return reasons.flatMap((reason) => {
    const { path, span, key_span: keySpan } = reason
    if (path === undefined) return []
    const tone = decisions.find((known) => known === reason.decision) ?? 'block'
    const label = labelOf(reason)
    const marks: PlacedMark[] = []
    if (span !== undefined && span[1] > span[0]) marks.push({ path, start: span[0], end: span[1], tone, label })
    if (keySpan !== undefined && keySpan[1] > keySpan[0]) {
      marks.push({ path, start: keySpan[0], end: keySpan[1], tone, label, inKey: true })
    }
    return marks
  })
}

/** How a reason found what it found; empty for text as it stands. */
export function readingOf({ view, via = [] }: Pick<Reason, 'view' | 'via'>): string {
  if (view === undefined || view === 'text') return ''
  const how = via.length === 0 ? '' : `, via ${via.join(' → ')}`
  return `found in the ${view} reading${how}`
}

function labelOf(reason: Reason): string {
  const reading = readingOf(reason)
  return reading === '' ? reason.rule : `${reason.rule}: ${reading}`
}

/**
 * What was masked before it was stored. Only where the trace says that something was: an agent may write the same characters
 * itself.
 */
function marksOfMasked(content: Content, masked: number): PlacedMark[] {
  const marks: PlacedMark[] = []
  if (masked > 0) collectMasked(content, '', marks)
  return marks
}

function collectMasked(value: unknown, path: string, marks: PlacedMark[]): void {
  if (marks.length >= mostMaskedShown) return
  if (typeof value === 'string') {
    for (const { index, 0: found } of value.matchAll(maskedPlace)) {
      marks.push({
        path,
        start: index,
        end: index + found.length,
        tone: 'redact',
        label: 'masked before it was stored',
      })
      if (marks.length >= mostMaskedShown) return
    }
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) collectMasked(member, `${path}/${pointerSegment(key)}`, marks)
}

/** All marks of a trace, what was masked first: where two meet, the first is shown. */
export function marksOf(trace: {
  readonly content: Content
  readonly masked: number
  readonly reasons: readonly Reason[]
}): PlacedMark[] {
  return [...marksOfMasked(trace.content, trace.masked), ...marksOfReasons(trace.reasons)]
}
