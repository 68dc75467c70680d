import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '../..')

/**
 * The tests that mutants of the engine have to survive. By name the engine is the copy that holds the mutants. Files run
 * apart from one another: where they share modules, Stryker takes most of the code for uncovered.
 */
export default defineConfig({
  root,
  resolve: { alias: { '@agentsentry/engine': resolve(root, 'packages/engine/src/index.ts') } },
  test: {
    include: [
      'packages/engine/**/*.test.ts',
      'tests/differential/evaluator.test.ts',
      'tests/differential/regex-differences.test.ts',
      'tests/differential/regex-packs.test.ts',
    ],
    setupFiles: [resolve(root, 'tests/mutation/fewer-runs.ts')],
    testTimeout: 60_000,
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
})
