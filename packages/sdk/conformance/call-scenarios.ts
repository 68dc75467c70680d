import { expect } from 'vitest'
import { type Reply, verdict } from '../testing/scripted-server.ts'
import type { ModelCall } from './agent-job.ts'
import { isUnasked } from './message-scenarios.ts'
import type { Scenario, Seen } from './scenario.ts'
import type { ServerScript } from './server-script.ts'

const masked = '[masked:redact_phone]'
const remove: ModelCall = { tool: 'shell', args: { command: 'rm -rf /' } }
const note: ModelCall = { tool: 'note', args: { text: 'milk', tags: ['a', { b: null }] } }
const pay = (amount: number): ModelCall => ({ tool: 'pay', args: { amount } })
const ring: ModelCall = { tool: 'ring', args: { to: '555-1234', name: 'Ann' } }
const shell = { shell: () => 'removed' }
const paying = { pay: () => 'paid' }

/** A server that works but when it is asked about calls of tools. */
const atCalls =
  (reply: Reply): ServerScript =>
  (asked) =>
    asked === 'call' ? reply : null
/** A server that gave its rules away, and then was gone. */
const goneWithoutItsRules: ServerScript = (asked) => (asked === 'rules' ? null : { drop: true })

function passes({ ran, prompts, text, error }: Seen, calls: readonly ModelCall[], told: string) {
  expect(ran).toEqual(calls)
  expect(prompts.at(-1)).toContain(told)
  expect(text).toContain('all done')
  expect(error).toBeUndefined()
}

function stopped({ ran, prompts }: Seen, told: string) {
  expect(ran).toEqual([])
  expect(prompts.at(-1)).toContain(told)
}

/** What must hold for calls of tools. */
export const callScenarios = {
  'a call that is allowed runs with the arguments that were judged': {
    turns: [{ calls: [note] }],
    holds: (seen) => {
      passes(seen, [note], 'noted')
      const judged = seen.traces.filter(({ role }) => role === 'tool').map(({ content }) => content)
      expect(judged).toEqual([
        { tool: 'note', args: note.args },
        { tool: 'note', args: note.args, result: 'noted' },
      ])
    },
  },
  'a call that a rule warns of runs': {
    turns: [{ calls: [{ tool: 'note', args: { text: 'a cake' } }] }],
    holds: (seen) => {
      passes(seen, [{ tool: 'note', args: { text: 'a cake' } }], 'noted')
      expect(seen.traces.map(({ decision }) => decision)).toContain('warn')
    },
  },
  'a call that a rule blocks does not run, and the model is told why': {
    turns: [{ calls: [remove] }],
    tools: shell,
    holds: (seen) => stopped(seen, 'no_shell_rm_rf'),
  },
  'a call runs without what rules redact in its arguments': {
    turns: [{ calls: [ring] }],
    tools: { ring: () => 'rang' },
    holds: (seen) => passes(seen, [{ tool: 'ring', args: { to: masked, name: 'Ann' } }], 'rang'),
    denied: (seen) => stopped(seen, 'redact_phone'),
  },
  'a call that a person approves runs, and the person is asked once': {
    turns: [{ calls: [pay(5)] }],
    tools: paying,
    person: () => true,
    holds: (seen) => {
      passes(seen, [pay(5)], 'paid')
      expect(seen.asked).toEqual([pay(5)])
    },
    denied: (seen) => stopped(seen, 'ask_before_pay'),
  },
  'a call that a person refuses does not run': {
    turns: [{ calls: [pay(5)] }],
    tools: paying,
    person: () => false,
    holds: ({ ran, asked }) => {
      expect(ran).toEqual([])
      expect(asked).toEqual([pay(5)])
    },
    denied: (seen) => stopped(seen, 'ask_before_pay'),
  },
  'a call that a person should approve does not run when nobody can be asked': {
    turns: [{ calls: [pay(5)] }],
    tools: paying,
    holds: ({ ran }) => expect(ran).toEqual([]),
  },
  'approval of one call is not approval of the next': {
    turns: [{ calls: [pay(1)] }, { calls: [pay(1000)] }],
    tools: paying,
    person: ({ args }) => args.amount === 1,
    holds: ({ ran, asked }) => {
      expect(ran).toEqual([pay(1)])
      expect(asked).toEqual([pay(1), pay(1000)])
    },
    denied: ({ ran }) => expect(ran).toEqual([]),
  },
  'a call does not run on a decision that nobody knows': {
    turns: [{ calls: [note] }],
    server: atCalls(verdict('sudo')),
    holds: (seen) => stopped(seen, 'unknown decision `sudo`'),
    here: {
      because: 'its rules decide, and none of them does so',
      holds: (seen) => passes(seen, [note], 'noted'),
    },
  },
  'a call does not run when the server fails': {
    turns: [{ calls: [note] }],
    server: atCalls({ status: 503 }),
    holds: (seen) => stopped(seen, 'no verdict'),
    here: {
      because: 'it is judged already, and its trace waits for the server',
      holds: (seen) => passes(seen, [note], 'noted'),
    },
  },
  'a call does not run when the server is slow': {
    turns: [{ calls: [note] }],
    server: atCalls({ ...verdict('allow'), delayMs: 30_000 }),
    options: { timeoutMs: 1_000 },
    holds: (seen) => stopped(seen, 'no verdict'),
    here: {
      because: 'it does not wait for the server',
      holds: (seen) => passes(seen, [note], 'noted'),
    },
  },
  'a call does not run when the server refuses it, even where no verdict means yes': {
    turns: [{ calls: [note] }],
    server: atCalls({ status: 422, body: { code: 'request_invalid', detail: 'no' } }),
    options: { onUnavailable: 'allow' },
    holds: (seen) => stopped(seen, 'no verdict'),
    here: {
      because: 'it is judged before the server can refuse to record it',
      holds: (seen) => passes(seen, [note], 'noted'),
    },
  },
  'nothing is asked or called when the server is gone after it gave its rules': {
    turns: [{ calls: [note] }],
    server: goneWithoutItsRules,
    holds: isUnasked,
    here: {
      because: 'it is judged by the rules that the server gave',
      holds: (seen) => passes(seen, [note], 'noted'),
    },
  },
  'a call that a rule blocks does not run when the server is gone after it gave its rules': {
    turns: [{ calls: [remove] }],
    tools: shell,
    server: goneWithoutItsRules,
    holds: isUnasked,
    here: {
      because: 'the model is asked, and is told which of the rules blocks',
      holds: (seen) => stopped(seen, 'no_shell_rm_rf'),
    },
  },
  'everything passes when the server is down and no verdict means yes': {
    turns: [{ calls: [note] }],
    server: () => ({ drop: true }),
    options: { onUnavailable: 'allow', log: () => {} },
    holds: (seen) => passes(seen, [note], 'noted'),
  },
  'of calls made at once only the one that is blocked does not run': {
    turns: [{ calls: [note, remove, { tool: 'note', args: { text: 'eggs' } }] }],
    tools: shell,
    holds: ({ ran, prompts, text }) => {
      const texts = ran.map(({ tool, args }) => `${tool} ${args.text}`)
      expect(texts.sort()).toEqual(['note eggs', 'note milk'])
      expect(prompts.at(-1)).toContain('no_shell_rm_rf')
      expect(prompts.at(-1)?.split('noted')).toHaveLength(3)
      expect(text).toContain('all done')
    },
  },
  'a call in a stream runs when it is allowed': {
    turns: [{ text: 'I note it.', calls: [note] }],
    streaming: true,
    holds: (seen) => passes(seen, [note], 'noted'),
  },
  'a call in a stream does not run when it is blocked': {
    turns: [{ calls: [remove] }],
    tools: shell,
    streaming: true,
    holds: (seen) => stopped(seen, 'no_shell_rm_rf'),
  },
} satisfies Record<string, Scenario>
