import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readReply } from './judge-reply.ts'

const opinion = { explanation: 'why', categories: ['OWASP-LLM01:2025'], decision: 'warn', confidence: 0.5 }

describe('a reply', () => {
  test('may be wrapped in Markdown, as some models do', () => {
    const text = `\`\`\`json\n${JSON.stringify(opinion)}\n\`\`\``
    expect(readReply(text)).toEqual({ reply: opinion })
  })

  test('names categories in short, in any case, and twice, and none that is in no list', () => {
    const categories = ['llm01', 'LLM01:2025', 'owasp-asi05', 'LLM11', 'CWE-78', '']
    const read = readReply(JSON.stringify({ ...opinion, categories }))
    expect(read).toMatchObject({ reply: { categories: ['OWASP-LLM01:2025', 'OWASP-ASI05:2026'] } })
  })

  test.each([
    ['confidence', -0.1],
    ['confidence', 1.1],
    ['confidence', '0.9'],
    ['confidence', null],
    ['decision', 'Allow'],
    ['decision', 'redact'],
    ['decision', null],
    ['categories', null],
    ['categories', Array(21).fill('LLM01')],
    ['explanation', null],
    ['explanation', undefined],
  ])('with %s %j is none', (key, value) => {
    expect(readReply(JSON.stringify({ ...opinion, [key]: value }))).toHaveProperty('fault')
  })

  test('nested without end is none, and harms nobody', () => {
    expect(readReply('['.repeat(60_000))).toHaveProperty('fault')
  })

  test('of any other text is none, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.json()), (text) => {
        expect(readReply(text)).toHaveProperty('fault')
      }),
    )
  })
})
