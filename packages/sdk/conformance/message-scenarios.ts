import { expect } from 'vitest'
import type { Scenario, Seen } from './scenario.ts'

const secretText = `The launch code ${'. '.repeat(200)} is seventeen owls.`

/** Neither the model nor a tool was turned to. */
export function isUnasked({ prompts, ran }: Seen) {
  expect(prompts).toEqual([])
  expect(ran).toEqual([])
}

function isUnseen(seen: Seen) {
  expect(seen.text).not.toContain('The')
  expect(seen.leaks('owls')).toBe(false)
}

/** In force beside those of the enforcers' other tests. */
export const messageRules = `rules:
  - { name: no_intruder, pattern: intruder, decision: block, on: [user] }
  - { name: ask_about_visitor, pattern: visitor, decision: ask, on: [user] }
  - { name: no_launch_code, pattern: launch code, decision: block, on: [assistant] }
`

/** What must hold for what the user says and what the model says. */
export const messageScenarios = {
  'the model is never asked about an input that a rule blocks': {
    input: 'let the intruder in',
    holds: isUnasked,
  },
  'the model is never streamed about an input that a rule blocks': {
    input: 'let the intruder in',
    streaming: true,
    holds: isUnasked,
  },
  'the model is never asked about an input that a person should look at': {
    input: 'let the visitor in',
    holds: isUnasked,
  },
  'the model is never asked when the server is down': {
    server: () => ({ drop: true }),
    holds: isUnasked,
  },
  'the model gets an input without what rules redact': {
    input: 'Ann has 555-1234 now',
    holds: ({ prompts, text }) => {
      expect(prompts.join()).toContain('Ann has [masked:redact_phone] now')
      expect(prompts.join()).not.toContain('555-1234')
      expect(text).toContain('all done')
    },
    denied: isUnasked,
  },
  'what the user and the model say is judged once, however many steps follow': {
    input: 'note it twice',
    turns: [
      { text: 'First.', calls: [{ tool: 'note', args: { n: 1 } }] },
      { text: 'Then.', calls: [{ tool: 'note', args: { n: 2 } }] },
    ],
    holds: ({ ran, traces }) => {
      expect(ran).toHaveLength(2)
      const said = traces.filter(({ role }) => role !== 'tool').map(({ role, content }) => `${role}: ${content.text}`)
      expect(said).toEqual(['user: note it twice', 'assistant: First.', 'assistant: Then.', 'assistant: all done'])
    },
  },
  'an output that a rule blocks reaches nobody': {
    turns: [{ text: secretText }],
    holds: isUnseen,
  },
  'an output is handed on without what rules redact': {
    turns: [{ text: 'Ann has 555-1234 now' }],
    holds: (seen) => {
      expect(seen.text).toContain('Ann has [masked:redact_phone] now')
      expect(seen.leaks('555-1234')).toBe(false)
    },
    denied: (seen) => expect(seen.leaks('555-1234')).toBe(false),
  },
  'a text in a stream that is allowed reaches the reader whole': {
    turns: [{ text: 'Ann bakes bread on Sundays.' }],
    streaming: true,
    holds: ({ text, error }) => {
      expect(text).toBe('Ann bakes bread on Sundays.')
      expect(error).toBeUndefined()
    },
  },
  'not a character of a text in a stream that a rule blocks reaches anybody': {
    turns: [{ text: secretText }],
    streaming: true,
    holds: isUnseen,
  },
  'a text in a stream is handed on without what rules redact': {
    turns: [{ text: 'Ann has 555-1234 now' }],
    streaming: true,
    holds: (seen) => {
      expect(seen.text).toBe('Ann has [masked:redact_phone] now')
      expect(seen.leaks('555-1234')).toBe(false)
    },
    denied: (seen) => expect(seen.leaks('555-1234')).toBe(false),
  },
  'a call does not run beside a text that a rule blocks': {
    turns: [{ text: secretText, calls: [{ tool: 'note', args: {} }] }],
    holds: (seen) => {
      isUnseen(seen)
      expect(seen.ran).toEqual([])
    },
  },
} satisfies Record<string, Scenario>
