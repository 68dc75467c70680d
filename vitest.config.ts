import { defineConfig } from 'vitest/config'

/** Tests that start nothing and change nothing of their process: its modules are loaded once for all of them. */
const sharingProcesses = ['packages/contract', 'packages/engine', 'packages/pipeline', 'apps/api', 'apps/worker'].map(
  (folder) => `${folder}/**/*.test.ts`,
)

export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    // Against hanging for ever, no more: the machine may do other things. What is to be fast is measured in `bench`.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { test: { name: 'shared', include: sharingProcesses, isolate: false } },
      {
        test: {
          name: 'own',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: sharingProcesses,
          globalSetup: ['tests/services/services-of-a-run.ts'],
        },
      },
    ],
  },
})
