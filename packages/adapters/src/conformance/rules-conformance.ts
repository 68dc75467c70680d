import { definitionOf } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { ruleOf } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

export function describeRules(given: GivenStore): void {
  describe('rules', () => {
    test('every change gives a new rule set, and no change none', async () => {
      const first = await given.project.ruleSnapshot()
      expect((await given.project.ruleSnapshot()).number).toBe(first.number)
      const rule = await given.project.createRule(ruleOf({ name: 'a' }), 'someone')
      const second = await given.project.ruleSnapshot()
      expect(second.number).toBeGreaterThan(first.number)
      expect(second.hash).not.toBe(first.hash)
      await given.project.updateRule(rule.id, { enabled: false }, { actor: 'someone', action: 'rule_toggle' })
      await given.project.updateRule(rule.id, { enabled: true }, { actor: 'someone', action: 'rule_toggle' })
      const back = await given.project.ruleSnapshot()
      expect(back.hash).toBe(second.hash)
      expect(back.number).toBeGreaterThan(second.number)
    })

    test('a rule set is found by its number after its rules have changed, and no other is', async () => {
      const { id } = await given.project.createRule(
        ruleOf({ name: 'kept', mode: 'shadow', tags: ['CWE-78'] }),
        'someone',
      )
      const { rules, number, hash } = await given.project.ruleSnapshot()
      await given.project.updateRule(id, { pattern: 'y' }, { actor: 'someone', action: 'rule_update' })
      expect(await given.project.ruleSetByNumber(number)).toMatchObject({
        number,
        hash,
        rules: rules.map(definitionOf),
        actor: 'someone',
      })
      expect(await given.project.ruleSetByNumber(number + 100)).toBeNull()
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
      expect(definitionOf(await given.project.createRule(definition, 'someone'))).toEqual(definition)
      expect((await given.project.ruleSnapshot()).rules.map(definitionOf)).toEqual([definition])
    })

    test('a name is taken once', async () => {
      await given.project.createRule(ruleOf({ name: 'a' }), 'someone')
      const other = await given.project.createRule(ruleOf({ name: 'b' }), 'someone')
      const taken = expect.objectContaining({ code: 'rule_name_taken' })
      await expect(given.project.createRule(ruleOf({ name: 'a' }), 'someone')).rejects.toEqual(taken)
      await expect(
        given.project.updateRule(other.id, { name: 'a' }, { actor: 'someone', action: 'rule_update' }),
      ).rejects.toEqual(taken)
      expect((await given.project.ruleSnapshot()).rules.map(({ name }) => name)).toEqual(['a', 'b'])
    })

    test('changes made at once are all in the newest set, and a name is given to one', async () => {
      const names = ['a', 'b', 'c', 'd', 'same', 'same', 'same']
      const made = await Promise.allSettled(names.map((name) => given.project.createRule(ruleOf({ name }), 'someone')))
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
      for (const outcome of made)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'rule_name_taken' })
      const newest = await given.project.ruleSetByNumber(await given.project.ruleSetNumber())
      expect(newest?.rules.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd', 'same'])
    })

    test('a store is seeded by one of those that try at once', async () => {
      const seeded = await Promise.all([1, 2, 3].map(() => given.project.seedRules([ruleOf({ name: 'starter' })])))
      expect(seeded.filter(Boolean)).toHaveLength(1)
    })

    test('ids are not given again', async () => {
      const first = await given.project.createRule(ruleOf({ name: 'a' }), 'someone')
      expect(await given.project.deleteRule(first.id, 'someone')).toBe(true)
      expect(await given.project.deleteRule(first.id, 'someone')).toBe(false)
      expect((await given.project.createRule(ruleOf({ name: 'a' }), 'someone')).id).toBeGreaterThan(first.id)
    })

    test('an import creates, updates and skips by name, and is one audit entry', async () => {
      await given.project.importRules([ruleOf({ name: 'a' }), ruleOf({ name: 'b' })], 'someone')
      const outcome = await given.project.importRules(
        [ruleOf({ name: 'a' }), ruleOf({ name: 'b', pattern: 'new' }), ruleOf({ name: 'c' })],
        'x',
      )
      expect(outcome).toEqual({ created: 1, updated: 1, skipped: 1, errors: [] })
      const [logged] = await given.project.auditLogs({ action: 'rule_import' }, { limit: 1 })
      expect(logged).toMatchObject({ actor: 'x', details: { created: 1, updated: 1, skipped: 1 } })
    })

    test('a store is seeded once, also when all its rules were deleted since', async () => {
      expect(await given.project.seedRules([ruleOf({ name: 'starter' })])).toBe(true)
      const { rules } = await given.project.ruleSnapshot()
      for (const { id } of rules) await given.project.deleteRule(id, 'someone')
      expect(await given.project.seedRules([ruleOf({ name: 'starter' })])).toBe(false)
      expect((await given.project.ruleSnapshot()).rules).toEqual([])
    })

    test('sets are listed newest first, with who made them, and pages hold each once', async () => {
      const { id } = await given.project.createRule(ruleOf({ name: 'a' }), 'one')
      await given.project.updateRule(id, { pattern: 'y' }, { actor: 'another', action: 'rule_update' })
      await given.project.deleteRule(id, 'third')
      const sets = await given.project.ruleSets({ limit: 9 })
      expect(sets.map(({ actor, rules }) => [actor, rules.length])).toEqual([
        ['third', 0],
        ['another', 1],
        ['one', 1],
      ])
      const [first] = await given.project.ruleSets({ limit: 1 })
      const rest = await given.project.ruleSets({ limit: 9, beforeNumber: first?.number })
      expect([first, ...rest]).toEqual(sets)
      expect(await given.project.ruleSets({ limit: 9, beforeMs: sets.at(-1)?.createdAtMs })).toEqual([])
    })

    test('are those of an earlier set again when it is restored, all of them or none, by whoever is first', async () => {
      await given.project.importRules([ruleOf({ name: 'a' }), ruleOf({ name: 'b' })], 'someone')
      const { number, rules } = await given.project.ruleSnapshot()
      const [a, b] = rules
      await given.project.deleteRule(a?.id as number, 'someone')
      await given.project.updateRule(b?.id as number, { enabled: false }, { actor: 'x', action: 'rule_toggle' })
      await given.project.createRule(ruleOf({ name: 'c' }), 'someone')
      const outcomes = await Promise.all([1, 2, 3].map(() => given.project.restoreRuleSet(number, 'restorer')))
      expect(outcomes.filter((outcome) => outcome?.created === 1)).toHaveLength(1)
      expect(new Set(outcomes.map((outcome) => outcome?.number)).size).toBe(1)
      const restored = await given.project.ruleSnapshot()
      const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1)
      expect(restored.rules.map(definitionOf).sort(byName)).toEqual(rules.map(definitionOf).sort(byName))
      expect(restored.number).toBe(outcomes[0]?.number)
      expect((await given.project.ruleSets({ limit: 1 }))[0]).toMatchObject({ actor: 'restorer' })
      const logged = await given.project.auditLogs({ action: 'rule_restore' }, { limit: 9 })
      expect(logged.map(({ details }) => details.created).sort()).toEqual([0, 0, 1])
      expect(await given.project.restoreRuleSet(number + 1_000, 'x')).toBeNull()
    })

    test('of one project are not restored from a set of another', async () => {
      await given.store.projects.createProject({ id: 'other', name: 'other', createdAtMs: 1 }, 'x')
      const other = given.store.project('other')
      await other.createRule(ruleOf({ name: 'theirs' }), 'x')
      const number = await other.ruleSetNumber()
      expect(await given.project.restoreRuleSet(number, 'x')).toBeNull()
      expect(await given.project.ruleSetByNumber(number)).toBeNull()
      expect((await given.project.ruleSets({ limit: 9 })).map((set) => set.number)).not.toContain(number)
    })
  })
}
