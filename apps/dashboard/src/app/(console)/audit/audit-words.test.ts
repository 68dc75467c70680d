import { auditActions } from '@agentsentry/contract'
import { describe, expect, it } from 'vitest'
import { actionGroups, actionWords, targetHref } from './audit-words.ts'

describe('an entry of the audit log in words', () => {
  it.each(auditActions)('knows what `%s` means', (action) => {
    expect(actionWords(action)).not.toBeNull()
  })

  it('claims nothing of an action that it does not know', () => {
    for (const action of ['later', 'constructor', '__proto__', '']) expect(actionWords(action)).toBeNull()
  })

  it('offers each action once', () => {
    const offered = actionGroups.flatMap(({ actions }) => actions.map(([action]) => action))
    expect(new Set(offered).size).toBe(offered.length)
  })
})

describe('the way to the target', () => {
  it('leads to its page', () => {
    const hrefOf = (target_type: string, action = 'x') => targetHref({ action, target_type, target_id: '7' })
    expect(['trace', 'session', 'rule', 'rule_set'].map((type) => hrefOf(type))).toEqual([
      '/traces/7',
      '/sessions/7',
      '/rules/7',
      '/rules/sets/7',
    ])
    expect([
      hrefOf('key'),
      hrefOf('constructor'),
      hrefOf('session', 'session_delete'),
      hrefOf('rule', 'rule_delete'),
    ]).toEqual([null, null, null, null])
  })

  it('stays within this site, whatever the id', () => {
    const href = targetHref({ action: 'x', target_type: 'trace', target_id: '../../\\evil.example/?a=b#c' })
    expect(href).toBe('/traces/..%2F..%2F%5Cevil.example%2F%3Fa%3Db%23c')
  })
})
