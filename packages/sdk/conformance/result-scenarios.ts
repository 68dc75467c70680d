import { expect } from 'vitest'
import type { Scenario, Seen } from './scenario.ts'

// Far enough from what a rule matches not to be in the excerpt that is its reason.
const withheld = `TOP SECRET ${'. '.repeat(200)} the eagle has landed`
const read = [{ calls: [{ tool: 'read', args: { path: 'a' } }] }]

function isWithheld(seen: Seen, told: string) {
  expect(seen.ran).toHaveLength(1)
  expect(seen.leaks('eagle')).toBe(false)
  expect(seen.prompts.at(-1) ?? '').toContain(told)
}

/** What must hold for what tools give back. */
export const resultScenarios = {
  'a result that a rule blocks reaches nobody, and the model is told why': {
    turns: read,
    tools: { read: () => ({ text: withheld }) },
    holds: (seen) => isWithheld(seen, 'no_secret_out'),
  },
  'a result in a stream that a rule blocks reaches nobody': {
    turns: read,
    tools: { read: () => ({ text: withheld }) },
    streaming: true,
    holds: (seen) => isWithheld(seen, 'no_secret_out'),
  },
  'a result is handed on without what rules redact': {
    turns: [{ calls: [{ tool: 'people', args: {} }] }],
    tools: { people: () => [{ name: 'Ann', phone: '555-1234' }] },
    holds: (seen) => {
      expect(seen.prompts.at(-1)).toContain('Ann')
      expect(seen.prompts.at(-1)).toContain('[masked:redact_phone]')
      expect(seen.leaks('555-1234')).toBe(false)
    },
    denied: (seen) => {
      expect(seen.leaks('555-1234')).toBe(false)
      expect(seen.prompts.at(-1)).toContain('redact_phone')
    },
  },
  'a result is withheld when the server is down by then': {
    turns: read,
    tools: { read: () => 'the eagle has landed' },
    server: (asked) => (asked === 'result' ? { status: 503 } : null),
    holds: (seen) => isWithheld(seen, 'no verdict'),
    here: {
      because: 'it is judged by the rules that the server gave',
      holds: ({ prompts }) => expect(prompts.at(-1)).toContain('the eagle has landed'),
    },
  },
  'the error of a tool is judged and handed on': {
    turns: read,
    tools: { read: () => Promise.reject(new Error('the disk is full')) },
    holds: ({ prompts, error, traces }) => {
      expect(`${prompts.at(-1)} ${error}`).toContain('the disk is full')
      expect(JSON.stringify(traces.map(({ content }) => content.error))).toContain('the disk is full')
    },
  },
  'the error of a tool that a rule blocks reaches nobody': {
    turns: read,
    tools: {
      read: () => {
        throw new Error(withheld, { cause: withheld })
      },
    },
    holds: (seen) => isWithheld(seen, 'no_secret_out'),
  },
  'a very large result is handed on whole or not at all': {
    turns: read,
    tools: { read: () => `eagle ${'many words '.repeat(150_000)} landed` },
    holds: (seen) => {
      expect(seen.ran).toHaveLength(1)
      expect(seen.leaks('eagle ')).toBe(seen.leaks(' landed'))
    },
  },
  'a result of very many values is handed on whole or not at all': {
    turns: read,
    tools: { read: () => ['eagle', ...Array.from({ length: 30_000 }, (_, at) => at), 'landed'] },
    holds: (seen) => {
      expect(seen.ran).toHaveLength(1)
      expect(seen.leaks('eagle')).toBe(seen.leaks('landed'))
    },
  },
} satisfies Record<string, Scenario>
