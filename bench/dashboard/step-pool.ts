import { type Content, phaseOf, type Role, type RuleDefinition } from '@agentsentry/contract'
import { compileRuleSet, evaluate } from '@agentsentry/engine'
import { commandSeeds, compileStarter, type Seed, textSeeds } from '../evasion/seeds.ts'
import { inventTrace } from '../http/invented-trace.ts'
import type { TraceBody } from '../http/trace-body.ts'
import { randomFrom } from '../random.ts'

/** A step as the columns of `traces` hold it, with the verdict that the rules gave on it. */
export interface PooledStep {
  readonly role: string
  readonly phase: string
  readonly tool: string | null
  readonly content: string
  readonly decision: string
  readonly reasons: string
  readonly shadow: string
  readonly rules: string
  readonly ran: number
  readonly outOfScope: number
  readonly shadowed: number
}

/** One step in so many is such as the starter pack is for. */
const hostileOneIn = 25

/** Different steps for a store to be filled with, judged by these rules. The same from the same seed. */
export function stepPool(size: number, rules: readonly RuleDefinition[]): PooledStep[] {
  const random = randomFrom(7)
  const { ruleSet } = compileRuleSet(rules, { number: 1, hash: 'bench' })
  const starter = compileStarter()
  const seeds = [...commandSeeds(starter), ...textSeeds(starter)]
  return Array.from({ length: size }, (_, index) =>
    judged(index % hostileOneIn === 0 ? seedStep(seeds, random) : renamed(inventTrace(random), random), ruleSet),
  )
}

/** Steps of the long session: every twentieth has an argument of 10,000 characters, every thirtieth a deep result. */
export function longSteps(count: number, pool: readonly PooledStep[], rules: readonly RuleDefinition[]): PooledStep[] {
  const random = randomFrom(8)
  const { ruleSet } = compileRuleSet(rules, { number: 1, hash: 'bench' })
  const wide = Array.from({ length: 20 }, (_, index) => {
    const body = `${index} ${'a long letter, and on it goes. '.repeat(400)}`.slice(0, 10_000)
    return judged({ role: 'tool', content: { tool: 'send_email', args: { to: ['a@example.com'], body } } }, ruleSet)
  })
  const deep = Array.from({ length: 20 }, (_, index) =>
    judged({ role: 'tool', content: { tool: 'search_orders', args: {}, result: nested(30, index) } }, ruleSet),
  )
  return Array.from({ length: count }, (_, index) => {
    const steps = index % 20 === 9 ? wide : index % 30 === 14 ? deep : pool
    return steps[Math.floor(random() * steps.length)] as PooledStep
  })
}

function nested(levels: number, value: unknown): unknown {
  let result: unknown = { value, list: [1, 2, 3] }
  for (let level = 0; level < levels; level++) result = { [`level ${level}`]: result, note: 'within' }
  return result
}

function seedStep(seeds: readonly Seed[], random: () => number): TraceBody {
  const { role, value, contentWith } = seeds[Math.floor(random() * seeds.length)] as Seed
  return { role, content: contentWith(value) }
}

/** Half of the calls are of tools with other names, so that there are many. */
function renamed(step: TraceBody, random: () => number): TraceBody {
  if (step.role !== 'tool' || random() < 0.5) return step
  const tool = `${pick(random, ['crm', 'erp', 'git', 'kb', 'mail', 'web'])}.${pick(random, ['find', 'get', 'list', 'open', 'read', 'save', 'send'])}`
  return { ...step, content: { ...(step.content as Content), tool } }
}

function pick(random: () => number, items: readonly string[]): string {
  return items[Math.floor(random() * items.length)] as string
}

function judged({ role, content }: TraceBody, ruleSet: Parameters<typeof evaluate>[0]): PooledStep {
  const known = content as Content
  const phase = phaseOf(role as Role, known)
  const { decision, reasons, shadow, tally } = evaluate(ruleSet, { phase, content: known })
  return {
    role,
    phase,
    tool: typeof known.tool === 'string' ? known.tool : null,
    content: JSON.stringify(content),
    decision,
    reasons: JSON.stringify(reasons),
    shadow: JSON.stringify(shadow),
    rules: JSON.stringify(reasons.map(({ rule }) => rule)),
    ran: tally.ran,
    outOfScope: tally.out_of_scope,
    shadowed: tally.shadow,
  }
}
