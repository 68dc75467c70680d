import type { Rule } from '@agentsentry/contract'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { load } from '#server/load.ts'

const allRules = cache(() => load((client) => client.rules()))

/** The rule that the address names, of all rules; a page that does not exist where there is none. */
export async function loadRule(id: string) {
  const rules = await allRules()
  if (!rules.ok) return rules
  const rule: Rule | undefined = rules.value.find((each) => String(each.id) === id)
  if (rule === undefined) notFound()
  return { ok: true as const, value: rule }
}
