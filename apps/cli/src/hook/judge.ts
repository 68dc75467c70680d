import {
  type AgentSentryClient,
  ApiError,
  type CheckedTrace,
  callStep,
  Enforcer,
  messageStep,
  type Reason,
  resultStep,
  type Step as SentStep,
  UnavailableError,
} from '@agentsentry/sdk'
import { printable } from '../printable.ts'
import type { AgentSession } from './agent-session.ts'
import type { Protocol, Ruling, Step } from './step.ts'

export interface JudgeOptions {
  readonly client: Pick<AgentSentryClient, 'sendTrace'>
  readonly session: AgentSession
  readonly onUnavailable: 'deny' | 'allow'
  /** For everything that is asked about this step, opening a session included. */
  readonly timeoutMs: number
}

/** What is to happen with a step, of what its agent can do with it. Never rejects. */
export async function judge(step: Step, protocol: Protocol, options: JudgeOptions): Promise<Ruling> {
  const { onUnavailable, timeoutMs } = options
  let passedOver = ''
  const log = (message: string) => {
    passedOver = printable(message).slice(0, 500)
  }
  const send = (_role: unknown, content: SentStep['content']) =>
    within(timeoutMs, () => sendTrace(step, content, options))
  const ruling = await new Enforcer({ send }, { onUnavailable, timeoutMs, log }).rule(asSent(step))
  switch (ruling.kind) {
    case 'pass':
      if (ruling.verdict === null) return { kind: 'warn', why: passedOver }
      if (ruling.verdict.decision !== 'warn') return { kind: 'pass' }
      return { kind: 'warn', why: named('warns', ruling.verdict.reasons, ruling.verdict.id) }
    case 'rewrite': {
      const { [step.subject]: value } = ruling.content
      const why = `AgentSentry masked parts of the ${step.stage}${inTrace(ruling.verdict.id)}`
      if (protocol.rewrites(step, value)) return { kind: 'rewrite', why, value }
      return {
        kind: 'deny',
        why: `AgentSentry denied the ${step.stage}, parts of which were to be masked${inTrace(ruling.verdict.id)}`,
      }
    }
    case 'ask':
    case 'deny': {
      const { message, reasons, traceId } = ruling.denial
      if (ruling.kind === 'ask' && protocol.asks(step)) return { kind: 'ask', why: named('asks', reasons, traceId) }
      return { kind: 'deny', why: `AgentSentry: ${printable(message).slice(0, 500)}${inTrace(traceId)}` }
    }
  }
}

/** The step in the words of the SDK, which says of it what cannot be judged whole or be rewritten. */
function asSent({ stage, content }: Step): SentStep {
  if (stage === 'prompt') return messageStep('user', String(content.text))
  const { tool, args, result, error, ...around } = content
  const { step: call } = callStep(String(tool), args)
  const step = stage === 'call' ? call : resultStep(call, stage === 'failure' ? { error } : { result })
  return { ...step, whole: step.whole && call.whole, content: { ...step.content, ...around } }
}

async function sendTrace(
  { role }: Step,
  content: SentStep['content'],
  { client, session }: JudgeOptions,
): Promise<CheckedTrace> {
  const sendIn = (id: string) => client.sendTrace({ session_id: id, role, content })
  const id = await session.id()
  try {
    return await sendIn(id)
  } catch (error) {
    // Deleted, or of another store that listened here before.
    if (!(error instanceof ApiError) || error.code !== 'session_unknown') throw error
    return sendIn(await session.renewed(id))
  }
}

function named(what: string, reasons: readonly Reason[], traceId: string | null): string {
  const rules = reasons.slice(0, 5).map(({ rule }) => `\`${printable(rule)}\``)
  return `AgentSentry ${what}: ${rules.join(', ')}${inTrace(traceId)}`
}

function inTrace(id: string | null): string {
  return id === null ? '' : ` (trace ${printable(id)})`
}

async function within<Result>(timeoutMs: number, run: () => Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnavailableError('timed_out', `no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([run(), timeUp])
  } finally {
    clearTimeout(timer)
  }
}
