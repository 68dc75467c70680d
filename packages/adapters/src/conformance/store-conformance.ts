import { definitionOf, type NewRule, newRuleSchema, type RuleDefinition } from '@agentsentry/contract'
import {
  defaultProjectId,
  idempotencyWindowMs,
  type ProjectStore,
  type RecordedTrace,
  type Store,
  type TraceEntry,
} from '@agentsentry/pipeline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { uuidIds } from '../ids/uuid-ids.ts'

/** What every store must do, whatever it is made of. `open` gives a new, empty store. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let whole: Store
    let store: ProjectStore
    beforeEach(async () => {
      whole = await open()
      store = whole.project(defaultProjectId)
    })
    afterEach(() => whole.close())

    describe('recording', () => {
      test('a recorded trace is read back as it was written, byte for byte', async () => {
        const trace = traceOf(await sessionIn(store), { contentJson: '{"text":"\\u0041 é 😀","n":1.0}', tool: null })
        expect(await store.record(entryOf(trace))).toEqual({ kind: 'recorded' })
        expect(await store.trace(trace.id)).toEqual(trace)
        expect((await whole.outbox.depth()).waiting).toBe(1)
      })

      test('a trace of an unknown session is not recorded, and leaves nothing behind', async () => {
        const trace = traceOf('no-such-session')
        expect(await store.record({ ...entryOf(trace), audit: audit('trace_block', trace.id) })).toEqual({
          kind: 'session-unknown',
        })
        expect(await store.trace(trace.id)).toBeNull()
        expect((await whole.outbox.depth()).waiting).toBe(0)
        expect(await store.auditLogs({}, { limit: 10 })).toEqual([])
      })

      test('the audit entry comes with the trace', async () => {
        const trace = traceOf(await sessionIn(store), { decision: 'block' })
        await store.record({ ...entryOf(trace), audit: audit('trace_block', trace.id) })
        const [logged] = await store.auditLogs({ action: 'trace_block' }, { limit: 10 })
        expect(logged).toMatchObject({ target_id: trace.id, details: { some: 'detail' } })
      })

      test('traces recorded at once keep the order of the calls', async () => {
        const sessionId = await sessionIn(store)
        const traces = Array.from({ length: 300 }, () => traceOf(sessionId))
        await Promise.all(traces.map((trace) => store.record(entryOf(trace))))
        const read = await store.traces(sessionId, { limit: 1000, order: 'asc' })
        expect(read.map(({ id }) => id)).toEqual(traces.map(({ id }) => id))
      })
    })

    describe('idempotency keys', () => {
      const keyed = (trace: RecordedTrace, key: string, bodyHash: string): TraceEntry => ({
        ...entryOf(trace),
        idempotency: { key, bodyHash },
      })

      test('of many equal requests at once one is recorded, and all others get it', async () => {
        const sessionId = await sessionIn(store)
        const outcomes = await Promise.all(
          Array.from({ length: 200 }, () => store.record(keyed(traceOf(sessionId), 'k', 'same'))),
        )
        const [recorded] = await store.traces(sessionId, { limit: 10, order: 'asc' })
        expect(await store.traces(sessionId, { limit: 10, order: 'asc' })).toHaveLength(1)
        expect(outcomes.filter(({ kind }) => kind === 'recorded')).toHaveLength(1)
        expect(
          outcomes.filter((outcome) => outcome.kind === 'replayed' && outcome.trace.id === recorded?.id),
        ).toHaveLength(199)
      })

      test('another body under the same key is refused', async () => {
        const sessionId = await sessionIn(store)
        await store.record(keyed(traceOf(sessionId), 'k', 'one'))
        expect(await store.record(keyed(traceOf(sessionId), 'k', 'two'))).toEqual({ kind: 'key-reused' })
      })

      test('a key is free again after its time', async () => {
        const sessionId = await sessionIn(store)
        const early = Date.now() - idempotencyWindowMs
        await store.record(keyed(traceOf(sessionId, { createdAtMs: early }), 'k', 'one'))
        expect(await store.record(keyed(traceOf(sessionId), 'k', 'two'))).toEqual({ kind: 'recorded' })
      })

      test('keys of a deleted session are free, since what they stood for is gone', async () => {
        const sessionId = await sessionIn(store)
        await store.record(keyed(traceOf(sessionId), 'k', 'one'))
        await store.deleteSession(sessionId, audit('session_delete', sessionId))
        expect(await store.record(keyed(traceOf(await sessionIn(store)), 'k', 'one'))).toEqual({ kind: 'recorded' })
      })

      test('old keys are forgotten by housekeeping', async () => {
        const sessionId = await sessionIn(store)
        await store.record(keyed(traceOf(sessionId, { createdAtMs: 1_000 }), 'old', 'x'))
        await store.record(keyed(traceOf(sessionId, { createdAtMs: 3_000 }), 'new', 'x'))
        expect(await whole.housekeeping.expireIdempotencyKeys(2_000)).toBe(1)
      })
    })

    describe('sessions', () => {
      test('what is not given is null or empty, and an update is the newest trace', async () => {
        const session = await store.createSession({}, { id: 's1', timeMs: 1_000 })
        expect(session).toEqual({
          id: 's1',
          title: null,
          agent: null,
          user_id: null,
          tags: [],
          metadata: {},
          retention_days: null,
          quarantine: null,
          created_at: '1970-01-01T00:00:01.000Z',
          updated_at: '1970-01-01T00:00:01.000Z',
        })
        await store.record(entryOf(traceOf('s1', { createdAtMs: 5_000, decision: 'warn' })))
        await store.record(entryOf(traceOf('s1', { createdAtMs: 6_000 })))
        expect(await store.session('s1')).toMatchObject({
          updated_at: '1970-01-01T00:00:06.000Z',
          traces: 2,
          decisions: { allow: 1, warn: 1 },
          worst_decision: 'warn',
        })
      })

      test('filters find the sessions that they name, and combine', async () => {
        await store.createSession(
          { title: '100% Sure_Thing', agent: 'mail', tags: ['a', 'b'] },
          { id: 's1', timeMs: 1_000 },
        )
        await store.createSession({ title: 'other', agent: 'mail', tags: ['b'] }, { id: 's2', timeMs: 2_000 })
        await store.record(entryOf(traceOf('s2', { decision: 'block' })))
        const found = async (filter: Parameters<ProjectStore['sessions']>[0]) =>
          (await store.sessions(filter, { limit: 10 })).map(({ id }) => id)
        expect(await found({})).toEqual(['s2', 's1'])
        expect(await found({ q: '% sure_t' })).toEqual(['s1'])
        expect(await found({ q: '100_' })).toEqual([])
        expect(await found({ tag: 'b' })).toEqual(['s2', 's1'])
        expect(await found({ tag: 'a', agent: 'mail' })).toEqual(['s1'])
        expect(await found({ decision: 'block' })).toEqual(['s2'])
        expect(await found({ fromMs: 2_000 })).toEqual(['s2'])
        expect(await found({ toMs: 2_000 })).toEqual(['s1'])
        expect((await store.sessions({ tag: 'a' }, { limit: 1 }))[0]?.tags).toEqual(['a', 'b'])
      })

      test('a deleted session takes its traces and their outbox rows with it, and leaves an audit entry', async () => {
        const sessionId = await sessionIn(store)
        const trace = traceOf(sessionId)
        await store.record(entryOf(trace))
        expect(await store.deleteSession(sessionId, audit('session_delete', sessionId))).toBe(true)
        expect(await store.deleteSession(sessionId, audit('session_delete', sessionId))).toBe(false)
        expect(await store.trace(trace.id)).toBeNull()
        expect((await whole.outbox.depth()).waiting).toBe(0)
        const logs = await store.auditLogs({ targetType: 'session' }, { limit: 10 })
        expect(logs.map(({ action, details }) => [action, details.traces])).toEqual([['session_delete', 1]])
      })
    })

    describe('rules', () => {
      test('every change gives a new rule set, and no change none', async () => {
        const first = await store.ruleSnapshot()
        expect((await store.ruleSnapshot()).number).toBe(first.number)
        const rule = await store.createRule(ruleOf({ name: 'a' }), 'someone')
        const second = await store.ruleSnapshot()
        expect(second.number).toBeGreaterThan(first.number)
        expect(second.hash).not.toBe(first.hash)
        await store.updateRule(rule.id, { enabled: false }, { actor: 'someone', action: 'rule_toggle' })
        await store.updateRule(rule.id, { enabled: true }, { actor: 'someone', action: 'rule_toggle' })
        const back = await store.ruleSnapshot()
        expect(back.hash).toBe(second.hash)
        expect(back.number).toBeGreaterThan(second.number)
      })

      test('a rule set is found by its number after its rules have changed, and no other is', async () => {
        const { id } = await store.createRule(ruleOf({ name: 'kept', mode: 'shadow', tags: ['CWE-78'] }), 'someone')
        const { rules, number, hash } = await store.ruleSnapshot()
        await store.updateRule(id, { pattern: 'y' }, { actor: 'someone', action: 'rule_update' })
        expect(await store.ruleSetByNumber(number)).toEqual({ number, hash, rules: rules.map(definitionOf) })
        expect(await store.ruleSetByNumber(number + 100)).toBeNull()
      })

      test('every field of a rule is kept as it was given', async () => {
        const definition = ruleOf({
          name: 'whole',
          on: ['tool_call'],
          tools: ['a*'],
          fields: ['/args/**'],
          unless: [{ pattern: 'y', type: 'nlp', on: ['tool_call'], tools: ['ab'], fields: ['/args/z'] }],
          mode: 'shadow',
          tags: ['OWASP-LLM01:2025', 'x-own'],
          tests: { match: ['x'], pass: [{ role: 'user', content: { text: 'y' } }] },
        })
        expect(definitionOf(await store.createRule(definition, 'someone'))).toEqual(definition)
        expect((await store.ruleSnapshot()).rules.map(definitionOf)).toEqual([definition])
      })

      test('a name is taken once', async () => {
        await store.createRule(ruleOf({ name: 'a' }), 'someone')
        const other = await store.createRule(ruleOf({ name: 'b' }), 'someone')
        const taken = expect.objectContaining({ code: 'rule_name_taken' })
        await expect(store.createRule(ruleOf({ name: 'a' }), 'someone')).rejects.toEqual(taken)
        await expect(
          store.updateRule(other.id, { name: 'a' }, { actor: 'someone', action: 'rule_update' }),
        ).rejects.toEqual(taken)
        expect((await store.ruleSnapshot()).rules.map(({ name }) => name)).toEqual(['a', 'b'])
      })

      test('ids are not given again', async () => {
        const first = await store.createRule(ruleOf({ name: 'a' }), 'someone')
        expect(await store.deleteRule(first.id, 'someone')).toBe(true)
        expect(await store.deleteRule(first.id, 'someone')).toBe(false)
        expect((await store.createRule(ruleOf({ name: 'a' }), 'someone')).id).toBeGreaterThan(first.id)
      })

      test('an import creates, updates and skips by name, and is one audit entry', async () => {
        await store.importRules([ruleOf({ name: 'a' }), ruleOf({ name: 'b' })], 'someone')
        const outcome = await store.importRules(
          [ruleOf({ name: 'a' }), ruleOf({ name: 'b', pattern: 'new' }), ruleOf({ name: 'c' })],
          'x',
        )
        expect(outcome).toEqual({ created: 1, updated: 1, skipped: 1, errors: [] })
        const [logged] = await store.auditLogs({ action: 'rule_import' }, { limit: 1 })
        expect(logged).toMatchObject({ actor: 'x', details: { created: 1, updated: 1, skipped: 1 } })
      })

      test('a store is seeded once, also when all its rules were deleted since', async () => {
        expect(await store.seedRules([ruleOf({ name: 'starter' })])).toBe(true)
        const { rules } = await store.ruleSnapshot()
        for (const { id } of rules) await store.deleteRule(id, 'someone')
        expect(await store.seedRules([ruleOf({ name: 'starter' })])).toBe(false)
        expect((await store.ruleSnapshot()).rules).toEqual([])
      })
    })
  })
}

async function sessionIn(store: ProjectStore): Promise<string> {
  return (await store.createSession({}, uuidIds.next())).id
}

function traceOf(sessionId: string, fields: Partial<RecordedTrace> = {}): RecordedTrace {
  const { id, timeMs } = uuidIds.next()
  return {
    id,
    sessionId,
    role: 'tool',
    phase: 'tool_call',
    tool: 'shell',
    contentJson: '{}',
    decision: 'allow',
    reasonsJson: '[]',
    shadowJson: '[{"rule":"tried"}]',
    tally: { ran: 1, out_of_scope: 2, not_evaluated: 3, shadow: 4 },
    evaluationUs: 5,
    ruleSetNumber: 1,
    createdAtMs: timeMs,
    elevationJson: null,
    masked: 0,
    ...fields,
  }
}

function entryOf(trace: RecordedTrace): TraceEntry {
  return { trace, audit: null, idempotency: null, check: true, incident: null }
}

function audit(action: string, targetId: string) {
  return { actor: 'someone', action, targetType: action.split('_', 1)[0] ?? '', targetId, details: { some: 'detail' } }
}

function ruleOf(rule: Partial<NewRule> & { name: string }): RuleDefinition {
  return newRuleSchema.parse({ pattern: 'x', ...rule })
}
