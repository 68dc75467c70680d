import type { CheckedTrace, Content } from '@agentsentry/contract'
import type { EnforcementError } from './errors.ts'

/**
 * What is to become of a step.
 *
 * - `pass`: it may be taken as it is. `verdict` is null where it is let through without one (`onUnavailable: 'allow'`).
 * - `rewrite`: it may be taken as `content` has it, from which rules took what they redact, and not as it was.
 * - `ask`: a person may let it pass; nobody else may. `denial` is what to tell where nobody can be asked.
 * - `deny`: it may not be taken.
 */
export type Ruling =
  | { readonly kind: 'pass'; readonly verdict: CheckedTrace | null }
  | { readonly kind: 'rewrite'; readonly verdict: CheckedTrace; readonly content: Content }
  | { readonly kind: 'ask' | 'deny'; readonly denial: EnforcementError }
