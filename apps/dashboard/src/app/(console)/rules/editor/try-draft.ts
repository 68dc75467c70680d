import { type Content, contentSchema, type Phase, phaseOf, type Role, type RuleDefinition } from '@agentsentry/contract'
import { compileRuleSet, evaluate, exampleTrace, explainTrace, findMatches, type RuleSet } from '@agentsentry/engine'
import type { PastOutcome, PastTrace, Trial, TrialInput } from './engine-questions.ts'
import type { RuleSets } from './rule-sets.ts'

/** What the rule makes of a text or of content, alone and among all rules. */
export function tryDraft(
  definition: RuleDefinition,
  input: TrialInput,
  sets: RuleSets,
): Trial | { readonly unreadable: string } {
  const step = stepOf(definition, input)
  if ('unreadable' in step) return step
  const alone = ruleAlone(definition)
  const [explained] = explainTrace(alone, step).rules
  if (explained === undefined) throw new Error('a rule set of one rule explains none')
  const { decision, reasons, shadow } = evaluate(sets.withDraft(definition), step)
  return {
    ...step,
    alone: explained,
    matches: findMatches(alone, definition.name, step),
    withDraft: { decision, reasons, shadow },
    asStored: evaluate(sets.asStored(), step).decision,
  }
}

/** What the draft would have changed. Traces are judged one by one: what lies over several of a session is not found. */
export function replayDraft(definition: RuleDefinition, traces: readonly PastTrace[], sets: RuleSets): PastOutcome[] {
  const alone = ruleAlone(definition)
  return traces.map(({ id, phase, content }) => {
    const facts = { phase, content }
    return {
      id,
      reason: evaluate(alone, facts).reasons.find(({ rule }) => rule === definition.name) ?? null,
      before: evaluate(sets.asStored(), facts).decision,
      after: evaluate(sets.withDraft(definition), facts).decision,
    }
  })
}

function ruleAlone(definition: RuleDefinition): RuleSet {
  const alone: RuleDefinition = { ...definition, enabled: true, mode: 'enforce', tests: null }
  return compileRuleSet([alone], { number: 0, hash: '' }).ruleSet
}

interface Step {
  readonly role: Role
  readonly phase: Phase
  readonly content: Content
}

function stepOf(definition: RuleDefinition, { form, text, phase, tool }: TrialInput): Step | { unreadable: string } {
  if (form === 'text') return stepOfText(definition, { text, phase, tool })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { unreadable: `this is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const content = contentSchema.safeParse(value)
  if (!content.success || Array.isArray(value)) return { unreadable: 'content is an object: `{"text": "…"}`' }
  const role: Role = phase === 'tool_call' || phase === 'tool_result' ? 'tool' : phase
  const named = role === 'tool' && !Object.hasOwn(content.data, 'tool') && tool !== '' ? { tool } : {}
  const whole = { ...named, ...content.data }
  return { role, phase: phaseOf(role, whole), content: whole }
}

/** The text, put where the rule looks in a step of this phase and tool. */
function stepOfText(definition: RuleDefinition, { text, phase, tool }: Omit<TrialInput, 'form'>): Step {
  const isTool = phase === 'tool_call' || phase === 'tool_result'
  const tools = isTool ? (tool === '' ? definition.tools : [tool]) : null
  const placed = exampleTrace({ ...definition, on: [phase], tools }, text)
  return { ...placed, content: { ...placed.content } }
}
