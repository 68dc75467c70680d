import { inspect } from 'node:util'
import type { AgentJob, AgentOutcome, Integration } from './integration.ts'

const nothingAsks = { passes: 'nothing asks' }

/** An agent that asks nobody: what the suite demands, and this does not do, is really tested. */
export const unguarded: Integration = {
  name: 'an agent that was forgotten',
  run,
  unsupported: {
    'the model is never asked about an input that a rule blocks': nothingAsks,
    'the model is never streamed about an input that a rule blocks': nothingAsks,
    'the model is never asked about an input that a person should look at': nothingAsks,
    'the model is never asked when the server is down': nothingAsks,
    'the model gets an input without what rules redact': nothingAsks,
    'what the user and the model say is judged once, however many steps follow': nothingAsks,
    'an output that a rule blocks reaches nobody': nothingAsks,
    'an output is handed on without what rules redact': nothingAsks,
    'not a character of a text in a stream that a rule blocks reaches anybody': nothingAsks,
    'a text in a stream is handed on without what rules redact': nothingAsks,
    'a call does not run beside a text that a rule blocks': nothingAsks,
    'a call that is allowed runs with the arguments that were judged': nothingAsks,
    'a call that a rule warns of runs': nothingAsks,
    'a call that a rule blocks does not run, and the model is told why': nothingAsks,
    'a call runs without what rules redact in its arguments': nothingAsks,
    'a call that a person approves runs, and the person is asked once': nothingAsks,
    'a call that a person refuses does not run': nothingAsks,
    'a call that a person should approve does not run when nobody can be asked': nothingAsks,
    'approval of one call is not approval of the next': nothingAsks,
    'a call does not run on a decision that nobody knows': nothingAsks,
    'a call does not run when the server fails': nothingAsks,
    'a call does not run when the server is slow': nothingAsks,
    'a call does not run when the server refuses it, even where no verdict means yes': nothingAsks,
    'nothing is asked or called when the server is gone after it gave its rules': nothingAsks,
    'a call that a rule blocks does not run when the server is gone after it gave its rules': nothingAsks,
    'of calls made at once only the one that is blocked does not run': nothingAsks,
    'a call in a stream does not run when it is blocked': nothingAsks,
    'a result that a rule blocks reaches nobody, and the model is told why': nothingAsks,
    'a result in a stream that a rule blocks reaches nobody': nothingAsks,
    'a result is handed on without what rules redact': nothingAsks,
    'a result is withheld when the server is down by then': nothingAsks,
    'the error of a tool is judged and handed on': nothingAsks,
    'the error of a tool that a rule blocks reaches nobody': nothingAsks,
  },
}

async function run({ enforcer, input, turns, tools }: AgentJob): Promise<AgentOutcome> {
  enforcer()
  const prompts: string[] = []
  const messages: unknown[] = [input]
  let text = ''
  for (const turn of turns) {
    prompts.push(JSON.stringify(messages))
    text += turn.text ?? ''
    for (const { tool, args } of turn.calls ?? [])
      messages.push(await (async () => tools.get(tool)?.(args))().catch((error: unknown) => inspect(error)))
  }
  return { text, prompts, exposed: messages }
}
