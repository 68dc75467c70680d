import { readFileSync } from 'node:fs'
import { parseCases, parseRules } from '@agentsentry/engine'
import { describe, expect, test } from 'vitest'

// The documents in docs/rules.md are read as a user's would be, and the tests inside their rules are run.

const page = readFileSync(new URL('../docs/rules.md', import.meta.url), 'utf8')
const documents = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text ?? '')

test('docs/rules.md has the documents that are tried here', () => {
  expect(documents.length).toBe(4)
})

describe.each(documents.map((text) => [text.slice(0, 60), text]))('the document %j', (_start, text) => {
  test(/^cases:/m.test(text) ? 'is a file of cases' : 'holds rules that pass their own tests', () => {
    if (/^cases:/m.test(text)) expect(parseCases(text).cases).toHaveLength(1)
    else
      expect(parseRules(text)).toMatchObject({
        rules: [expect.objectContaining({ tests: expect.anything() })],
        faults: [],
      })
  })
})
