import { definitionOf } from '@agentsentry/contract'
import type { ClaimedCheck, ProjectStore } from '@agentsentry/pipeline'
import { beforeEach, describe, expect, test } from 'vitest'
import { uuidIds } from '../ids/uuid-ids.ts'
import { auditOf, elevationOf, entryOf, incidentOf, resultOf, ruleOf, traceOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

/** Two projects; one has everything, and the other, which knows every id of it, must not see or change any of it. */
export function describeIsolation(given: GivenStore): void {
  describe('a project', () => {
    let owner: ProjectStore
    let stranger: ProjectStore
    let owned: { sessionId: string; traceId: string; deadId: string; ruleId: number; setNumber: number }
    beforeEach(async () => {
      await given.store.projects.createProject({ id: 'a', name: 'a', createdAtMs: 1 }, 'someone')
      await given.store.projects.createProject({ id: 'b', name: 'b', createdAtMs: 1 }, 'someone')
      owner = given.store.project('a')
      stranger = given.store.project('b')
      owned = await fill(given, owner)
    })

    const everything = async (project: ProjectStore) => ({
      trace: await project.trace(owned.traceId),
      traces: await project.traces(owned.sessionId, { limit: 9, order: 'asc' }),
      session: await project.session(owned.sessionId),
      sessions: await project.sessions({}, { limit: 9 }),
      found: await Promise.all(
        [
          { q: 'title' },
          { q: 'ti' },
          { agent: 'mail' },
          { tag: 'red' },
          { decision: 'block' },
          { decision: 'allow' },
          { fromMs: 0 },
        ].map((filter) => project.sessions(filter as Parameters<ProjectStore['sessions']>[0], { limit: 9 })),
      ),
      rules: (await project.ruleSnapshot()).rules,
      set: await project.ruleSetByNumber(owned.setNumber),
      audit: await project.auditLogs({ targetType: 'rule' }, { limit: 9 }),
      check: await project.check(owned.traceId),
      dead: await project.check(owned.deadId),
      checks: await project.checks({}, { limit: 9 }),
      events: await project.tracesBetween({ after: '', limit: 9 }),
      newest: await project.newestTraceId(),
      keys: await given.store.keys.keys(project.projectId),
    })

    test('sees all that is its own', async () => {
      const seen = await everything(owner)
      for (const [what, value] of Object.entries(seen))
        expect([what, value === null || (Array.isArray(value) && value.length === 0)]).toEqual([what, false])
      expect(seen.found.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1, 1])
    })

    test('sees nothing of another', async () => {
      expect(await everything(stranger)).toEqual({
        trace: null,
        traces: [],
        session: null,
        sessions: [],
        found: [[], [], [], [], [], [], []],
        rules: [],
        set: null,
        audit: [],
        check: null,
        dead: null,
        checks: [],
        events: [],
        newest: '',
        keys: [],
      })
    })

    test('changes nothing of another', async () => {
      const before = await everything(owner)
      const { sessionId, traceId, deadId, ruleId } = owned
      expect(await stranger.record(entryOf(traceOf(sessionId)))).toEqual({ kind: 'session-unknown' })
      expect(await stranger.deleteSession(sessionId, auditOf('session_delete', sessionId))).toBe(false)
      expect(await stranger.releaseSession(sessionId, 'x')).toBeNull()
      expect(await stranger.updateRule(ruleId, { enabled: false }, { actor: 'x', action: 'rule_toggle' })).toBeNull()
      expect(await stranger.deleteRule(ruleId, 'x')).toBe(false)
      expect(await stranger.retryCheck(deadId, 'x', 1)).toBe(false)
      expect(await stranger.retryCheck(traceId, 'x', 1)).toBe(false)
      expect(await everything(owner)).toEqual(before)
      expect(await stranger.auditLogs({}, { limit: 9 })).toMatchObject([{ action: 'project_create' }])
    })

    test('uses names and keys that another uses too', async () => {
      const rule = await stranger.createRule(ruleOf({ name: 'own', pattern: 'other' }), 'x')
      expect((await owner.ruleSnapshot()).rules.map(definitionOf)).not.toContainEqual(definitionOf(rule))
      expect(await stranger.importRules([ruleOf({ name: 'own', pattern: 'third' })], 'x')).toMatchObject({ updated: 1 })
      expect((await owner.ruleSnapshot()).rules).toMatchObject([{ name: 'own', pattern: 'x' }])
      const sessionId = (await stranger.createSession({}, uuidIds.next())).id
      const keyed = entryOf(traceOf(sessionId), { idempotency: { key: 'k', bodyHash: 'same' } })
      expect(await stranger.record(keyed)).toEqual({ kind: 'recorded' })
    })

    test('numbers its rule sets without another noticing', async () => {
      const before = await owner.ruleSetNumber()
      expect(await stranger.ruleSetNumber()).toBe(0)
      expect(await stranger.seedRules([ruleOf({ name: 'starter' })])).toBe(true)
      expect(await owner.ruleSetNumber()).toBe(before)
    })

    test('is blocked by its own quarantine, and by no other', async () => {
      const { sessionId } = owned
      const elsewhere = (await stranger.createSession({}, uuidIds.next())).id
      const [blocked, free] = await Promise.all([
        owner.record(entryOf(traceOf(sessionId))),
        stranger.record(entryOf(traceOf(elsewhere))),
      ])
      expect([blocked?.kind, free?.kind]).toEqual(['quarantined', 'recorded'])
    })

    test('is named by what is claimed for it', async () => {
      const claims = await given.store.outbox.claimDeliveries({ limit: 9, leaseMs: 1, nowMs: Date.now() + 9_000 })
      expect(claims.map(({ projectId }) => projectId)).toEqual(claims.map(() => 'a'))
      expect(claims.length).toBeGreaterThan(0)
    })
  })
}

async function fill({ store }: GivenStore, owner: ProjectStore) {
  const { id: sessionId } = await owner.createSession(
    { title: 'A Title', agent: 'mail', tags: ['red'] },
    uuidIds.next(),
  )
  const rule = await owner.createRule(ruleOf({ name: 'own' }), 'someone')
  const setNumber = await owner.ruleSetNumber()
  const [raised, dead, allowed] = [traceOf(sessionId), traceOf(sessionId), traceOf(sessionId)]
  await owner.record(
    entryOf(raised, { idempotency: { key: 'k', bodyHash: 'same' }, incident: incidentOf(raised.id, 'block') }),
  )
  await owner.record(entryOf(dead))
  await owner.record(entryOf(allowed))
  const claim = async (id: string) =>
    (await store.outbox.claimCheck(id, { leaseMs: 60_000, nowMs: Date.now() + 1_000 })) as ClaimedCheck
  await store.outbox.buryCheck(await claim(dead.id), 'x')
  await store.outbox.applyCheck(await claim(raised.id), resultOf(), elevationOf(raised.id))
  await store.keys.createKey(
    {
      id: 'key-a',
      projectId: 'a',
      name: 'ci',
      role: 'admin',
      prefix: 'as_a',
      rateLimit: null,
      createdAtMs: 1,
      expiresAtMs: null,
      revokedAtMs: null,
    },
    'hash-a',
    'someone',
  )
  return { sessionId, traceId: raised.id, deadId: dead.id, ruleId: rule.id, setNumber }
}
