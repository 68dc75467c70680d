'use client'

import type { RuleDefinition } from '@agentsentry/contract'
import type { TrialInput } from './engine-questions.ts'
import { Playground } from './playground.tsx'
import { useEngine } from './use-engine.ts'
import { useStoredRules } from './use-stored-rules.ts'

/** The playground for a rule as it is stored, for those who may not change it. */
export function RuleTester({
  id,
  definition,
  initialTrial,
}: {
  id: number
  definition: RuleDefinition
  initialTrial: TrialInput
}) {
  const engine = useEngine()
  const [rulesVersion] = useStoredRules(engine, id)
  return <Playground engine={engine} definition={definition} rulesVersion={rulesVersion} initial={initialTrial} />
}
