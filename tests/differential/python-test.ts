import { spawnSync } from 'node:child_process'
import { test } from 'vitest'

/**
 * A test that asks Python. On a machine of a person without Python it is skipped, and its title says so; in continuous
 * integration, where a test that never runs proves nothing, it fails.
 */
export function pythonTest(title: string, run: () => void | Promise<void>, timeoutMs?: number): void {
  const skips = process.env.CI !== 'true' && spawnSync('python3', ['--version']).status !== 0
  test.skipIf(skips)(skips ? `${title} (there is no python3)` : title, run, timeoutMs)
}
