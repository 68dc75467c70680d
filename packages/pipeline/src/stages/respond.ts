import type { Recorded, RecordedTrace } from '../ports.ts'

/**
 * The body of an answer as JSON text. A replayed request gets the bytes of the first answer, unless the judge has raised the
 * decision in between: then the decision that holds now, with the judge's reason.
 */
export interface Answer {
  readonly json: string
  readonly replayed: boolean
}

/** What the caller of a check may see: the verdict, and the content as it was recorded. */
export function respond({ trace, replayed }: Recorded): Answer {
  return { json: formatTrace(trace, 'payload'), replayed }
}

/**
 * A recorded trace as JSON text. Content and reasons go in as the text that the store holds, so what is read later is
 * what was answered.
 */
export function formatTrace(trace: RecordedTrace, contentName: 'payload' | 'content'): string {
  const head = JSON.stringify({
    id: trace.id,
    session_id: trace.sessionId,
    role: trace.role,
    phase: trace.phase,
    decision: trace.decision,
    created_at: new Date(trace.createdAtMs).toISOString(),
    rule_set: trace.ruleSetNumber,
    rules: trace.tally,
    evaluation_us: trace.evaluationUs,
    masked: trace.masked,
  })
  const { shadowJson, contentJson } = trace
  return `${head.slice(0, -1)},"reasons":${allReasonsJson(trace)},"shadow":${shadowJson},"${contentName}":${contentJson}}`
}

/** The reasons of the rules, and behind them the judge's, where it raised the decision. */
export function allReasonsJson({
  reasonsJson,
  elevationJson,
}: Pick<RecordedTrace, 'reasonsJson' | 'elevationJson'>): string {
  if (elevationJson === null) return reasonsJson
  return reasonsJson === '[]' ? `[${elevationJson}]` : `${reasonsJson.slice(0, -1)},${elevationJson}]`
}
