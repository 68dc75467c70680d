import type { ExplainedRule, Explanation, Reason } from '@agentsentry/contract'

/** An explanation in words, in lines. What comes from content stands in backticks and may hold any character. */
export function describeExplanation(explanation: Omit<Explanation, 'text'>): string {
  const { trace, decision, rule_set, evaluation_us, views, rules, differences } = explanation
  const about = trace.tool === null ? trace.phase : `${trace.phase} of \`${trace.tool}\``
  const time = evaluation_us === null ? 'in a time that was not measured' : `in ${evaluation_us} µs`
  const inOutcome = (outcome: ExplainedRule['outcome'], mode?: ExplainedRule['mode']) =>
    rules.filter((rule) => rule.outcome === outcome && (mode === undefined || rule.mode === mode))
  return [
    `Trace ${trace.id} (${about}, ${trace.created_at}) was judged \`${decision}\` ${time},`,
    `by rule set ${rule_set.number} (${rule_set.hash}).`,
    `It was read as ${views.join(', ')}.`,
    ...section('Matched', inOutcome('matched', 'enforce').map(describeMatch)),
    ...section(
      'Could not be evaluated, so their decisions were taken',
      inOutcome('not_evaluated', 'enforce').map(describeMatch),
    ),
    ...section('Would have matched, but are in shadow', inOutcome('matched', 'shadow').map(describeMatch)),
    ...section('Could not be evaluated, but are in shadow', inOutcome('not_evaluated', 'shadow').map(describeMatch)),
    ...section('Excepted by `unless`', inOutcome('excepted').map(describeKept)),
    ...section('Out of scope', inOutcome('out_of_scope').map(describeKept)),
    ...section(
      'Did not match',
      inOutcome('no_match').map(({ rule }) => rule),
    ),
    ...section('Judged again, it comes out otherwise', differences),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title} (${lines.length}):`, ...lines.map((line) => `  ${line}`)]
}

function describeMatch({ rule, type, decision, reason, why }: ExplainedRule): string {
  const head = `${rule} (${type}, ${decision})`
  if (reason === null || reason.unevaluated !== undefined) return `${head}: ${reason?.unevaluated ?? why ?? 'unknown'}`
  return `${head}${describePlace(reason)}`
}

function describePlace({ path, span, key_span, excerpt, view, via }: Reason): string {
  const place = path === undefined ? '' : ` at ${path === '' ? 'the whole content' : path}`
  const inKey = key_span === undefined ? '' : ` in the key [${key_span.join(', ')})`
  const inValue = span === undefined || span[0] === span[1] ? '' : ` [${span.join(', ')})`
  const reading = view === undefined || view === 'text' ? '' : `, read as ${[view, ...(via ?? [])].join(' ')}`
  return `${place}${inKey}${inValue}${excerpt === undefined ? '' : `: \`${excerpt}\``}${reading}`
}

function describeKept({ rule, why }: ExplainedRule): string {
  return why === null ? rule : `${rule}: ${why}`
}
