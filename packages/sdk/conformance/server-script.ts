import type { NewTrace, RuleSetBundle, TraceBatchAnswer } from '@agentsentry/contract'
import { type Reply, verdict } from '../testing/scripted-server.ts'

/** What a server is asked about: a step, or, by those who judge by themselves, its rules and a new session. */
type Asked = 'user' | 'assistant' | 'call' | 'result' | 'rules' | 'session'

/** What a server answers. Null: what one answers that works, and lets every step pass. */
export type ServerScript = (asked: Asked) => Reply | null

type SentTrace = Pick<NewTrace, 'role' | 'content'>

/** The answer of `POST /traces`. */
export function answerOf(script: ServerScript, trace: SentTrace): Reply {
  return script(askedOf(trace)) ?? verdict('allow')
}

/** The answer of `POST /traces/batch`, to whoever has the rules of the bundle. */
export function batchAnswerOf(
  script: ServerScript,
  { traces }: { traces: readonly SentTrace[] },
  { number, hash }: Pick<RuleSetBundle, 'number' | 'hash'>,
): Reply {
  const replies = traces.map((trace) => answerOf(script, trace))
  const failed = replies.find(({ status = 200, drop }) => drop || status !== 200)
  if (failed !== undefined) return failed
  const results = replies.map(({ body }) => body) as TraceBatchAnswer['results']
  const body: TraceBatchAnswer = { rule_set: { number, hash }, quarantined: [], results }
  return { body, delayMs: Math.max(...replies.map(({ delayMs = 0 }) => delayMs)) }
}

function askedOf({ role, content }: SentTrace): Asked {
  if (role !== 'tool') return role as Asked
  return 'result' in content || 'error' in content ? 'result' : 'call'
}
