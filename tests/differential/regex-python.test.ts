import { expect } from 'vitest'
import { compareWithPython } from './compare-with-python.ts'
import { pythonTest } from './python-test.ts'

pythonTest('within what RE2 and Python share, generated patterns match the same part of generated texts', () => {
  const { compared, matched, slow, differences } = compareWithPython(1, 2000)
  expect(differences.slice(0, 5)).toEqual([])
  // A comparison over texts that never match, or always do, would say little.
  expect(matched / compared).toBeGreaterThan(0.4)
  expect(matched / compared).toBeLessThan(0.8)
  expect(slow / compared).toBeLessThan(0.01)
})
