import type { Trace } from '@agentsentry/contract'

const phaseWords: ReadonlyMap<string, string> = new Map([
  ['user', 'message of a user'],
  ['assistant', 'message of the agent'],
  ['system', 'message of the system'],
  ['tool_call', 'call of a tool'],
  ['tool_result', 'result of a tool'],
])

/** Beyond this a line shows nothing, and what an agent sent may be a mebibyte. */
const longestShown = 300

export interface StepSummary {
  /** The tool, else what kind of step it is. */
  readonly where: string
  /** The rule that decided; null where none is named. */
  readonly rule: string | null
  /** What the rule is for, and what of the content matched. */
  readonly why: string
}

/** A step in a line. All of it comes from outside. */
export function stepSummary({
  phase,
  content,
  decision,
  reasons,
}: Pick<Trace, 'phase' | 'content' | 'decision' | 'reasons'>): StepSummary {
  const reason = reasons.find((each) => each.decision === decision) ?? reasons[0]
  const tool = Object.hasOwn(content, 'tool') && typeof content.tool === 'string' ? content.tool : null
  const kind = phaseWords.get(phase) ?? phase
  const where = tool === null ? kind : phase === 'tool_result' ? `${tool} (result)` : tool
  if (reason === undefined) return { where: cut(where), rule: null, why: 'No reason is recorded.' }
  const { rule, description, excerpt, unevaluated } = reason
  const why =
    unevaluated === undefined
      ? [description, excerpt].filter(Boolean).join(' · ')
      : `could not be evaluated: ${unevaluated}`
  return { where: cut(where), rule: cut(rule), why: cut(why || 'The rule has no description.') }
}

function cut(text: string): string {
  return text.length > longestShown ? text.slice(0, longestShown) : text
}
