import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Content, phaseOf, type Role } from '@agentsentry/contract'
import { emptyMemory, evaluate, type RuleSet, remember } from '@agentsentry/engine'

export interface FalsePositives {
  readonly traces: number
  /** Traces for which some rule gave a reason in a view and none in the text as it stands. */
  readonly added: readonly { readonly rule: string; readonly view: string; readonly content: Content }[]
  /** Traces of which the views were cut short. */
  readonly incomplete: number
}

interface Session {
  readonly traces: readonly { readonly role: Role; readonly content: Content }[]
}

/** Reads sessions, one JSON object a line, and counts what only views find in them. */
export async function measureFalsePositives(path: string, ruleSet: RuleSet): Promise<FalsePositives> {
  const added: { rule: string; view: string; content: Content }[] = []
  let traces = 0
  let incomplete = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    let session = emptyMemory
    for (const { role, content } of (JSON.parse(line) as Session).traces) {
      traces++
      const phase = phaseOf(role, content)
      const { reasons } = evaluate(ruleSet, { phase, content, session })
      if (reasons.some(({ unevaluated }) => unevaluated !== undefined)) incomplete++
      for (const { rule, view } of reasons) {
        if (view !== undefined && view !== 'text') added.push({ rule, view, content })
      }
      session = remember(session, { phase, content })
    }
  }
  return { traces, added, incomplete }
}
