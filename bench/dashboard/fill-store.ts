import { uuidIds } from '@agentsentry/adapters'
import { openStore } from '@agentsentry/adapters/open-store'
import { sqlitePathOf } from '@agentsentry/adapters/settings'
import { AuditSealer } from '../../packages/pipeline/src/audit-chain/audit-sealer.ts'
import { starterRules } from '../evasion/seeds.ts'
import type { Contents } from './contents.ts'
import { moreRules } from './more-rules.ts'
import { longSteps, stepPool } from './step-pool.ts'
import { writeContents } from './write-contents.ts'

type Store = Awaited<ReturnType<typeof openStore>>

const largestPool = 5_000
const talliedAtOnce = 5_000

export interface FillTimes {
  readonly writtenSeconds: number
  readonly talliedSeconds: number
}

/** Fills a SQLite file that is not there yet, counts what is in it as a worker does, and seals its audit log. */
export async function fillStore(url: string, contents: Contents): Promise<FillTimes> {
  const began = performance.now()
  const rules = [...starterRules(), ...moreRules()]
  await withStore(url, (store) => makeRules(store, rules))
  const pool = stepPool(Math.min(largestPool, contents.traces / 2), rules)
  // Not while the store is open: that is another copy of SQLite, and two in one process undo each other's locks.
  writeContents(sqlitePathOf(url), contents, { pool, longSteps: longSteps(contents.longSteps, pool, rules) })
  const written = performance.now()
  return withStore(url, async (store) => {
    for (let counted = talliedAtOnce; counted === talliedAtOnce; )
      counted = await store.tallies.tally({ nowMs: contents.endMs, limit: talliedAtOnce })
    const talliedSeconds = (performance.now() - written) / 1_000
    await new AuditSealer({ seals: store.seals, clock: { nowMs: Date.now }, signer: null }).seal()
    return { writtenSeconds: (written - began) / 1_000, talliedSeconds }
  })
}

async function withStore<Result>(url: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(url)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** The rules, with a history behind them. */
async function makeRules(store: Store, rules: ReturnType<typeof starterRules>): Promise<void> {
  const project = store.project('default')
  await project.importRules(rules, 'cli')
  const rule = (await project.ruleSnapshot()).rules.find(({ name }) => name === 'mail_to_outside')
  if (rule === undefined) return
  for (let change = 0; change < 30; change++) {
    const description = `What a person should look at when it was met, as of change ${change}.`
    await project.updateRule(rule.id, { description }, { actor: `key:${uuidIds.next().id}`, action: 'rule_update' })
  }
}
