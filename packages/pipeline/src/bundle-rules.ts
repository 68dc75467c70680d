import { type Rule, type RuleSetBundle, ruleSetSignedText } from '@agentsentry/contract'
import type { RuleSet } from '@agentsentry/engine'
import type { SigningKey } from './signing-key.ts'

export interface BundledRules {
  readonly projectId: string
  readonly ruleSet: Pick<RuleSet, 'number' | 'hash'>
  /** Those that the set was compiled from. */
  readonly rules: readonly Rule[]
  readonly secrets: RuleSetBundle['secrets']
  readonly limits: RuleSetBundle['limits']
}

/** Everything that somebody needs to judge by these rules elsewhere, signed where there is a key. */
export function bundleRules({ projectId, ruleSet, rules, secrets, limits }: BundledRules, key: SigningKey | null) {
  const identity = { project: projectId, number: ruleSet.number, hash: ruleSet.hash }
  const signature = key && { public_key: key.publicKey, value: key.sign(ruleSetSignedText(identity)) }
  const definitions = rules.map(({ created_at: _created, updated_at: _updated, ...rule }) => rule)
  return { ...identity, rules: definitions, secrets, limits, signature } satisfies RuleSetBundle
}
