import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'vitest'
import { expectKilledTallying } from '../conformance/killed-tallying.ts'
import { SqliteStore } from './sqlite-store.ts'

test('processes that are killed while they tally lose and double nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-tallies-'))
  const path = join(folder, 'x.db')
  await expectKilledTallying(`sqlite:${path}`, () => SqliteStore.open({ path }))
  rmSync(folder, { recursive: true, force: true })
})
