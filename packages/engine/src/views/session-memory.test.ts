import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyMemory, remember, remembered } from './session-memory.ts'

const trace = fc.record({
  phase: fc.constantFrom('user', 'assistant', 'tool_call'),
  content: fc.record({
    text: fc.string({ maxLength: 600 }),
    args: fc.dictionary(fc.string(), fc.string(), { maxKeys: 30 }),
  }),
})

test('memory is what the last traces alone would leave, and is bounded', () => {
  fc.assert(
    fc.property(fc.array(trace, { maxLength: 20 }), (traces) => {
      const memory = traces.reduce(remember, emptyMemory)
      expect(memory).toEqual(traces.slice(-remembered.traces).reduce(remember, emptyMemory))
      expect(memory.traces.length).toBeLessThanOrEqual(remembered.traces)
      for (const { tails } of memory.traces) {
        expect(tails.length).toBeLessThanOrEqual(remembered.leavesPerTrace)
        // What a character looks like may take several: U+FDFA takes 18, and none takes more.
        for (const { tail } of tails) expect(tail.length).toBeLessThanOrEqual(18 * remembered.characters)
      }
    }),
    { numRuns: 200 },
  )
})

test('what is kept of a long value is its end, from the beginning of a word', () => {
  const { traces } = remember(emptyMemory, {
    phase: 'user',
    content: { text: `${'x'.repeat(50)} ${'word '.repeat(100)}end` },
  })
  expect(traces[0]?.tails[0]?.tail).toMatch(/^ (?:word )+end$/)
})
