import { ProcessEvaluator, processStopwatch, uuidIds } from '@agentsentry/adapters'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { RuleDefinition, Trace } from '@agentsentry/contract'
import type { CaseSession, CheckedStep, FrontDoor } from '@agentsentry/engine'
import {
  checkTrace,
  defaultProjectId,
  formatTrace,
  noChecks,
  noMeters,
  noTracing,
  type ProjectStore,
  RuleBook,
  SessionMemories,
  type Store,
} from '@agentsentry/pipeline'

const unobserved = { tells: false, meters: noMeters, tracing: noTracing, projectId: defaultProjectId }

interface OpenStore {
  readonly whole: Store
  readonly store: ProjectStore
  readonly ruleBook: RuleBook
  readonly memories: SessionMemories
}

/** The pipeline over a store in memory: one store for each list of rules, a session of its own for each case. */
export class PipelineDoor implements FrontDoor {
  readonly #evaluator = new ProcessEvaluator()
  readonly #stores = new Map<readonly RuleDefinition[], Promise<OpenStore>>()

  async openSession(rules: readonly RuleDefinition[]): Promise<CaseSession> {
    const opening = this.#stores.get(rules) ?? openStore(rules, this.#evaluator)
    this.#stores.set(rules, opening)
    const { store, ruleBook, memories } = await opening
    const ports = {
      ids: uuidIds,
      store,
      evaluator: this.#evaluator,
      memories,
      stopwatch: processStopwatch,
      checks: noChecks,
      ...unobserved,
    }
    const session = await store.createSession({}, uuidIds.next())
    return {
      check: async ({ role, content }) => {
        const request = { session_id: session.id, role, content }
        const caller = { actor: 'system', idempotency: null }
        const answer = await checkTrace(request, caller, { ...ports, ruleSet: ruleBook.ruleSet })
        const { id, decision, reasons, shadow } = JSON.parse(answer.json) as Trace
        return { decision, reasons, shadow, recorded: await readRecord(store, id) }
      },
    }
  }

  async close(): Promise<void> {
    for (const opening of this.#stores.values()) await (await opening).whole.close()
    await this.#evaluator.close()
  }
}

async function openStore(rules: readonly RuleDefinition[], evaluator: ProcessEvaluator): Promise<OpenStore> {
  const whole = await SqliteStore.open({ path: ':memory:' })
  const store = whole.project(defaultProjectId)
  await store.importRules(rules, 'system')
  const memories = new SessionMemories(store, processStopwatch)
  return { whole, store, memories, ruleBook: await RuleBook.open(store, evaluator) }
}

async function readRecord(store: ProjectStore, id: string): Promise<NonNullable<CheckedStep['recorded']>> {
  const trace = await store.trace(id)
  if (trace === null) throw new Error('the trace was answered but not recorded')
  const { content, decision, reasons, shadow } = JSON.parse(formatTrace(trace, 'content')) as Trace
  // Cases run one after another, so what is about this trace is the newest of all.
  const entries = await store.auditLogs({ targetType: 'trace' }, { limit: 10 })
  const audit = entries.filter((entry) => entry.target_id === id).map(({ action }) => action)
  return { content, decision, reasons, shadow, audit }
}
