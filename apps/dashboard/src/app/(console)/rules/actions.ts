'use server'

import { newRuleSchema, type Rule, type RuleDefinition } from '@agentsentry/contract'
import { refresh } from 'next/cache'
import { z } from 'zod'
import { act, refusal } from '#server/act.ts'
import type { ActionResult } from '../../../action-result.ts'

const idSchema = z.number().int().positive()

const unreadable = refusal('input_invalid', 'This is not what the form sends.')

export async function toggleRule(id: number, enabled: boolean): Promise<ActionResult> {
  const input = z.tuple([idSchema, z.boolean()]).safeParse([id, enabled])
  if (!input.success) return unreadable
  const result = await act('admin', (client) => client.toggleRule(...input.data))
  refresh()
  return withoutValue(result)
}

export async function deleteRule(id: number): Promise<ActionResult> {
  const input = idSchema.safeParse(id)
  if (!input.success) return unreadable
  return withoutValue(await act('admin', (client) => client.deleteRule(input.data)))
}

/** Creates a rule, or with an `id` makes it what the form says. What is wrong with it is named field by field. */
export async function saveRule(id: number | null, rule: unknown): Promise<ActionResult<{ id: number }>> {
  const known = idSchema.nullable().safeParse(id)
  if (!known.success) return unreadable
  const parsed = newRuleSchema.safeParse(rule)
  if (!parsed.success) return invalidRule(parsed.error)
  const result = await act('admin', (client) =>
    known.data === null ? client.createRule(parsed.data) : client.updateRule(known.data, parsed.data),
  )
  return result.ok ? { ok: true, value: { id: result.value.id } } : result
}

/** Gives a rule the definition that it had in an earlier rule set. */
export async function restoreRuleVersion(id: number, ruleSet: number): Promise<ActionResult> {
  const input = z.tuple([idSchema, idSchema]).safeParse([id, ruleSet])
  if (!input.success) return unreadable
  const [rule, number] = input.data
  let isMissing = false
  const result = await act('admin', async (client) => {
    const version = (await client.ruleHistory(rule)).find(({ rule_set }) => rule_set === number)
    isMissing = version === undefined
    if (version !== undefined) await client.updateRule(rule, version.definition)
    return null
  })
  if (isMissing) return refusal('input_invalid', 'That version is not in the history of this rule.')
  if (result.ok) refresh()
  return result
}

export async function restoreRuleSet(number: number): Promise<ActionResult> {
  const input = idSchema.safeParse(number)
  if (!input.success) return unreadable
  const result = await act('admin', (client) => client.restoreRuleSet(input.data))
  if (result.ok) refresh()
  return withoutValue(result)
}

/** The rules in force and those switched off, without their tests, for the editor to judge by. */
export async function currentRules(): Promise<ActionResult<{ id: number; definition: RuleDefinition }[]>> {
  const result = await act('read', (client) => client.rules())
  return result.ok ? { ok: true, value: result.value.map(withoutTests) } : result
}

function withoutTests({ id, created_at: _created, updated_at: _updated, ...rule }: Rule) {
  return { id, definition: { ...rule, tests: null } }
}

function invalidRule({ issues }: z.ZodError): ActionResult<never> {
  const errors = issues.map(({ path, message }) => {
    const field = path.map(String).join('/')
    return { path: `/${field}`, field, message }
  })
  return { ok: false, code: 'rule_invalid', message: 'The rule is not complete; see the fields marked.', errors }
}

function withoutValue(result: ActionResult<unknown>): ActionResult {
  return result.ok ? { ok: true, value: null } : result
}
