import type { StoredKey } from '@agentsentry/pipeline'
import { describe, expect, test } from 'vitest'
import type { GivenStore } from './store-under-test.ts'

export function describeKeys(given: GivenStore): void {
  const keyOf = (id: string, fields: Partial<StoredKey> = {}): StoredKey => ({
    id,
    projectId: 'default',
    name: 'ci',
    role: 'ingest',
    prefix: `as_${id}`,
    rateLimit: null,
    createdAtMs: 1_000,
    expiresAtMs: null,
    revokedAtMs: null,
    ...fields,
  })

  describe('keys', () => {
    test('are found by their hash alone, as they were made', async () => {
      const key = keyOf('k1', { rateLimit: 60, expiresAtMs: 9_000 })
      await given.store.keys.createKey(key, 'hash-1', 'someone')
      expect(await given.store.keys.keyByHash('hash-1')).toEqual(key)
      expect(await given.store.keys.keyByHash('hash-2')).toBeNull()
      expect(await given.store.keys.keyByHash('k1')).toBeNull()
      expect(JSON.stringify(await given.store.keys.keys('default'))).not.toContain('hash-1')
    })

    test('with a hash that is taken are refused', async () => {
      await given.store.keys.createKey(keyOf('k1'), 'hash', 'someone')
      await expect(given.store.keys.createKey(keyOf('k2'), 'hash', 'someone')).rejects.toThrow()
      expect(await given.store.keys.keys('default')).toHaveLength(1)
      expect(await given.project.auditLogs({ action: 'key_create' }, { limit: 9 })).toHaveLength(1)
    })

    test('are listed newest first', async () => {
      for (const [at, id] of ['k1', 'k2', 'k3'].entries())
        await given.store.keys.createKey(keyOf(id, { createdAtMs: at }), id, 'someone')
      expect((await given.store.keys.keys('default')).map(({ id }) => id)).toEqual(['k3', 'k2', 'k1'])
    })

    test('count as made for good: neither the end of their time nor a revocation opens a door', async () => {
      const { keys } = given.store
      expect(await keys.hasKeys()).toBe(false)
      await keys.createKey(keyOf('k1', { expiresAtMs: 5_000 }), 'h1', 'someone')
      expect(await keys.hasKeys()).toBe(true)
      await keys.revokeKey('k1', 'someone', 6_000)
      expect(await keys.hasKeys()).toBe(true)
    })

    test('are revoked once, are found still, and both is in the audit log', async () => {
      const { keys } = given.store
      await keys.createKey(keyOf('k1'), 'h1', 'maker')
      const revoked = await Promise.all([1, 2, 3].map((at) => keys.revokeKey('k1', 'breaker', at * 1_000)))
      expect(revoked.filter(Boolean)).toHaveLength(1)
      expect(await keys.revokeKey('no-such-key', 'breaker', 1)).toBe(false)
      expect((await keys.keyByHash('h1'))?.revokedAtMs).not.toBeNull()
      const logged = await given.project.auditLogs({ targetType: 'key' }, { limit: 9 })
      expect(logged.map(({ actor, action, target_id }) => [actor, action, target_id])).toEqual([
        ['breaker', 'key_revoke', 'k1'],
        ['maker', 'key_create', 'k1'],
      ])
      expect(JSON.stringify(logged)).not.toContain('h1')
    })
  })

  describe('projects', () => {
    test('begin with the one that is always there', async () => {
      expect(await given.store.projects.projects()).toMatchObject([{ id: 'default', name: 'default' }])
    })

    test('are found by id or by name, oldest first, and each is in its own audit log', async () => {
      const { projects } = given.store
      const later = Date.now() + 60_000
      await projects.createProject({ id: 'p2', name: 'two', createdAtMs: later + 1 }, 'someone')
      await projects.createProject({ id: 'p1', name: 'p2', createdAtMs: later }, 'someone')
      expect((await projects.projects()).map(({ id }) => id)).toEqual(['default', 'p1', 'p2'])
      expect(await projects.findProject('two')).toMatchObject({ id: 'p2' })
      // An id goes before a name that looks like it.
      expect(await projects.findProject('p2')).toMatchObject({ id: 'p2' })
      expect(await projects.findProject('nobody')).toBeNull()
      expect(await given.store.project('p1').auditLogs({}, { limit: 9 })).toMatchObject([{ action: 'project_create' }])
      expect(await given.project.auditLogs({}, { limit: 9 })).toEqual([])
    })

    test('have names of their own, also when made at once', async () => {
      const { projects } = given.store
      const made = await Promise.allSettled(
        ['p1', 'p2', 'p3'].map((id) => projects.createProject({ id, name: 'same', createdAtMs: 1 }, 'someone')),
      )
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const outcome of made)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'project_name_taken' })
      expect(await projects.projects()).toHaveLength(2)
    })
  })
}
