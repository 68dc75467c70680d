import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Store } from '@agentsentry/pipeline'
import { expect } from 'vitest'
import { entryOf, sessionIn, traceAt } from './invented-rows.ts'

const hourMs = 60 * 60 * 1000
const program = join(import.meta.dirname, 'die-tallying.ts')

/** Fills the store that is at this address, has it tallied by processes that are killed in the middle, and looks at the figures. */
export async function expectKilledTallying(url: string, open: () => Promise<Store>): Promise<void> {
  const store = await open()
  const project = store.project('default')
  const sessionId = await sessionIn(project)
  const start = Math.floor(Date.now() / hourMs) * hourMs - 2 * hourMs
  for (let at = 0; at < 100; at++)
    await project.record(entryOf(traceAt(sessionId, start + at * 1_000, { tool: `tool-${at % 7}` }), { check: false }))
  for (const afterStatements of [3, 8, 11, 14, 25, 30]) {
    const { signal, stderr } = spawnSync(process.execPath, [program, url, String(afterStatements)])
    expect([afterStatements, signal, String(stderr)]).toEqual([afterStatements, 'SIGKILL', ''])
  }
  while ((await store.tallies.tally({ nowMs: Date.now(), limit: 10 })) > 0);
  const { totals, tools } = await project.stats({
    fromMs: start,
    toMs: start + hourMs,
    stepMs: 60_000,
    nowMs: Date.now(),
  })
  expect(totals.traces).toBe(100)
  expect(tools.map(({ traces }) => traces)).toEqual([15, 15, 14, 14, 14, 14, 14])
  await store.close()
}
