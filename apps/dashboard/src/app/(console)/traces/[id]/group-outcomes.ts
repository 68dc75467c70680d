import type { ExplainedRule } from '@agentsentry/contract'

type Outcome = ExplainedRule['outcome']

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  matched: 'matched',
  not_evaluated: 'could not be evaluated',
  excepted: 'exempted',
  no_match: 'did not match',
  out_of_scope: 'out of scope',
}

const tellingOrder: readonly Outcome[] = ['matched', 'not_evaluated', 'excepted']
const silentOrder: readonly Outcome[] = ['no_match', 'out_of_scope']

/** Rules that have something to say first, and the others by what became of them. Each keeps its place among its like. */
export function groupOutcomes(rules: readonly ExplainedRule[]): {
  telling: ExplainedRule[]
  silent: { outcome: Outcome; rules: ExplainedRule[] }[]
} {
  const telling = tellingOrder.flatMap((outcome) => rules.filter((rule) => rule.outcome === outcome))
  const silent = silentOrder
    .map((outcome) => ({ outcome, rules: rules.filter((rule) => rule.outcome === outcome) }))
    .filter((group) => group.rules.length > 0)
  return { telling, silent }
}
