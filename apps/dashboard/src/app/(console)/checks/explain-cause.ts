/** Why a check has no opinion, for a person. */
export interface ExplainedCause {
  /** The stable code; `unknown` where there is none that this version knows. */
  readonly code: string
  readonly title: string
  /** What to do, or that nothing need be done. */
  readonly advice: string
  /** What the worker wrote about it. It may quote others. */
  readonly words: string
}

const known: ReadonlyMap<string, Pick<ExplainedCause, 'title' | 'advice'>> = new Map([
  ['timeout', says('The judge did not answer in time', 'Raise AGENTSENTRY_JUDGE_TIMEOUT_MS, or take a faster model.')],
  [
    'unreachable',
    says('The judge cannot be reached', 'See whether OPENROUTER_BASE_URL is right and reachable from the worker.'),
  ],
  [
    'unauthorized',
    says(
      'The key of the judge is missing or wrong',
      'Set OPENROUTER_API_KEY for the worker, restart it, and ask again.',
    ),
  ],
  [
    'no_credit',
    says('The account of the judge is used up', 'Add credit, or raise the limit at the provider, and ask again.'),
  ],
  [
    'rate_limited',
    says(
      'Too many requests to the judge',
      'Lower AGENTSENTRY_JUDGE_RATE or AGENTSENTRY_CHECKS, or raise the limit at the provider.',
    ),
  ],
  [
    'over_budget',
    says(
      'The budget of the day is spent',
      'It goes on after midnight UTC. AGENTSENTRY_JUDGE_DAILY_USD says how much may be spent.',
    ),
  ],
  [
    'upstream',
    says(
      'The provider of the judge failed',
      'This passes mostly. Ask again later; OPENROUTER_FALLBACK_MODELS names models to ask instead.',
    ),
  ],
  [
    'rejected',
    says(
      'The provider does not take the request',
      'See whether OPENROUTER_MODEL names a model that it has, and whether the step is too long for it.',
    ),
  ],
  [
    'refused',
    says(
      'The model would not answer',
      'It, or a filter before it, declines such content. Look at the step yourself, or take another model.',
    ),
  ],
  [
    'malformed',
    says(
      'The answer was not an opinion',
      'The model does not keep to the form. If it happens often, take another one.',
    ),
  ],
  ['too_large', says('The answer was too long', 'If it happens often, take another model.')],
  ['cancelled', says('The worker was stopped while it asked', 'It is asked again by itself.')],
  ['gone', says('The step was deleted', 'Nothing is left to ask about.')],
])

function says(title: string, advice: string) {
  return { title, advice }
}

/** `cause` is a stable code, a colon, and words; null before there was one. */
export function explainCause(cause: string | null): ExplainedCause | null {
  if (cause === null) return null
  const [, code, words = ''] = /^([a-z_]{1,40}):\s*(.*)$/s.exec(cause) ?? []
  const explained = code === undefined ? undefined : known.get(code)
  if (code === undefined || explained === undefined) {
    return { code: 'unknown', title: 'There was no opinion', advice: 'The log of the worker says more.', words: cause }
  }
  return { code, ...explained, words }
}
