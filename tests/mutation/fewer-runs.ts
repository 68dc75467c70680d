import { vi } from 'vitest'

/** Every mutant runs them all: properties are tried a few times only, and with the same values for each mutant. */
const mostRuns = 60

vi.mock('fast-check', async (importOriginal) => {
  const { default: fc } = await importOriginal<typeof import('fast-check')>()
  const assert = (...[property, options]: Parameters<typeof fc.assert>) =>
    fc.assert(property, { ...options, numRuns: Math.min(options?.numRuns ?? mostRuns, mostRuns), seed: 1 })
  return { default: { ...fc, assert } }
})
