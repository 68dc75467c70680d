import type { Phase } from '@agentsentry/contract'
import type { CompiledRule, FieldScope } from './compiled-rule.ts'

/** The rules that look at one kind of step. */
export interface Scope {
  /** By rule: 1 when it looks at such steps. */
  readonly isInScope: Uint8Array
  readonly count: number
  /** Those in scope that are asked about every text. */
  readonly unanchored: readonly CompiledRule[]
  /** The distinct `fields` of those in scope, each with its rules. */
  readonly byFields: readonly { readonly fields: FieldScope; readonly rules: readonly CompiledRule[] }[]
}

/** Tools whose scope is remembered. Names come from outside, so there may be any number of them. */
const mostRemembered = 500
const longestRemembered = 200

/** Works out which rules look at a step, once for each phase and tool. */
export class Scopes {
  readonly #rules: readonly CompiledRule[]
  readonly #namesTools: boolean
  readonly #remembered = new Map<string, Scope>()

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules
    this.#namesTools = rules.some(({ looksAtTool }) => looksAtTool !== null)
  }

  /** `tool` is null for steps that are not a tool's, and empty for those that name none. */
  of(phase: Phase, tool: string | null): Scope {
    const key = this.#namesTools && tool !== null ? `${phase}:${tool}` : phase
    const known = this.#remembered.get(key)
    if (known !== undefined) return known
    const scope = scopeOf(this.#rules, phase, tool)
    if (this.#remembered.size < mostRemembered && key.length <= longestRemembered) this.#remembered.set(key, scope)
    return scope
  }
}

function looksAt({ definition: { on }, looksAtTool }: CompiledRule, phase: Phase, tool: string | null): boolean {
  if (on !== null && !on.includes(phase)) return false
  return looksAtTool === null || (tool !== null && looksAtTool(tool))
}

function scopeOf(all: readonly CompiledRule[], phase: Phase, tool: string | null): Scope {
  const rules = all.filter((rule) => looksAt(rule, phase, tool))
  const isInScope = new Uint8Array(all.length)
  for (const { index } of rules) isInScope[index] = 1
  const byKey = new Map<string, { fields: FieldScope; rules: CompiledRule[] }>()
  for (const rule of rules) {
    if (rule.fields === null) continue
    const alike = byKey.get(rule.fields.key)
    if (alike === undefined) byKey.set(rule.fields.key, { fields: rule.fields, rules: [rule] })
    else alike.rules.push(rule)
  }
  return {
    isInScope,
    count: rules.length,
    unanchored: rules.filter(({ isAnchored }) => !isAnchored),
    byFields: [...byKey.values()],
  }
}
