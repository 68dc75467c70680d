import type { Reason } from '@agentsentry/contract'
import type { Verdict } from '@agentsentry/engine'
import { printable } from '../printable.ts'

/** A verdict for a person: the decision, a line for each reason, and how many rules looked. */
export function formatVerdict({ decision, reasons, shadow, tally }: Verdict): string {
  const counts = [`${tally.ran} ran`, `${tally.out_of_scope} out of scope`]
  if (tally.not_evaluated > 0) counts.push(`${tally.not_evaluated} could not be evaluated`)
  if (tally.shadow > 0) counts.push(`${tally.shadow} matched in shadow`)
  const inShadow = shadow.map((reason) => `${formatReason(reason)} (in shadow)`)
  return [decision, ...reasons.map(formatReason), ...inShadow, `rules: ${counts.join(', ')}`].join('\n')
}

function formatReason({ rule, severity, decision, path, excerpt, description, unevaluated }: Reason): string {
  const place = path === undefined ? '' : ` at ${path === '' ? 'the whole content' : path}`
  const match = excerpt === undefined ? '' : `: \`${excerpt}\``
  const trouble = unevaluated === undefined ? '' : ` could not be evaluated: ${unevaluated}`
  const meaning = description === null ? '' : ` — ${description}`
  return printable(`  ${decision}  ${rule} (${severity})${place}${match}${trouble}${meaning}`)
}
