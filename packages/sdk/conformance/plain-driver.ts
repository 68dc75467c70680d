import { inspect } from 'node:util'
import { EnforcementError, type Enforcer, messageStep } from '../src/index.ts'
import type { AgentJob, AgentOutcome, Integration, ModelCall } from './integration.ts'

/** An agent made by hand, with nothing but the enforcer. */
export const plainEnforcer: Integration = { name: 'an agent without a framework', run }

async function run(job: AgentJob): Promise<AgentOutcome> {
  let calls: readonly ModelCall[] = []
  const { person } = job
  const enforcer = job.enforcer(
    person === null
      ? {}
      : { onAsk: ({ tool }) => person(calls.find((call) => call.tool === tool) ?? { tool: '', args: {} }) },
  )
  const prompts: string[] = []
  const messages: unknown[] = []
  let text = ''
  try {
    messages.push({ user: await judged(enforcer, 'user', job.input) })
    for (const turn of job.turns) {
      prompts.push(JSON.stringify(messages))
      if (turn.text !== undefined) text += await judged(enforcer, 'assistant', turn.text)
      calls = turn.calls ?? []
      messages.push(...(await Promise.all(calls.map((call) => resultOf(enforcer, job, call)))))
    }
    return { text, prompts, exposed: messages }
  } catch (error) {
    return { text, prompts, error, exposed: messages }
  }
}

async function judged(enforcer: Enforcer, role: 'user' | 'assistant', text: string): Promise<string> {
  const rewritten = await enforcer.enforce(messageStep(role, text))
  return rewritten === null ? text : String(rewritten.text)
}

async function resultOf(enforcer: Enforcer, { tools }: AgentJob, { tool, args }: ModelCall): Promise<unknown> {
  try {
    return { tool, result: await enforcer.guardAndCall(tool, args, (given) => tools.get(tool)?.(given)) }
  } catch (error) {
    return { tool, error: error instanceof EnforcementError ? error.message : inspect(error) }
  }
}
