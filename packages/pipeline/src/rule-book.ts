import {
  type ImportOutcome,
  patchRule,
  type Rule,
  type RuleDefinition,
  type RulePatch,
  SentryError,
} from '@agentsentry/contract'
import { checkRule, compileRuleSet, describeFault, parseRules, type RuleFault, type RuleSet } from '@agentsentry/engine'
import type { AuditStore, RuleChangeAudit, RuleStore } from './ports.ts'

/**
 * The rules in force. Reads are of one moment: a trace takes `ruleSet` once and keeps it. Every change is checked,
 * stored, compiled and swapped in before its promise resolves, so the very next trace is judged by it.
 */
export class RuleBook {
  readonly #store: RuleStore & AuditStore
  #rules: readonly Rule[] = []
  #ruleSet: RuleSet = compileRuleSet([], { number: 0, hash: '' }).ruleSet
  #faults: readonly RuleFault[] = []
  #lastReload: Promise<unknown> = Promise.resolve()

  private constructor(store: RuleStore & AuditStore) {
    this.#store = store
  }

  static async open(store: RuleStore & AuditStore): Promise<RuleBook> {
    const book = new RuleBook(store)
    await book.#reload()
    return book
  }

  get ruleSet(): RuleSet {
    return this.#ruleSet
  }

  get rules(): readonly Rule[] {
    return this.#rules
  }

  /** Stored rules that do not compile. Each is in force as one that cannot be evaluated. */
  get faults(): readonly RuleFault[] {
    return this.#faults
  }

  async create(definition: RuleDefinition, actor: string): Promise<Rule> {
    refuseFaults(definition)
    const rule = await this.#store.createRule(definition, actor)
    await this.#reload()
    return rule
  }

  async update(id: number, change: RulePatch, audit: RuleChangeAudit): Promise<Rule> {
    const current = this.#rules.find((rule) => rule.id === id)
    if (current === undefined) throw unknownRule(id)
    refuseFaults(patchRule(current, change))
    const rule = await this.#store.updateRule(id, change, audit)
    await this.#reload()
    if (rule === null) throw unknownRule(id)
    return rule
  }

  async remove(id: number, actor: string): Promise<void> {
    const removed = await this.#store.deleteRule(id, actor)
    await this.#reload()
    if (!removed) throw unknownRule(id)
  }

  /** Imports a rules document: all of it, or nothing. Rejects with `rules_document_invalid`, which names every fault. */
  async importDocument(yaml: string, actor: string): Promise<ImportOutcome> {
    const { rules, faults } = parseRules(yaml)
    if (faults.length > 0) {
      const issues = faults.map(({ line, rule, message }) => ({
        path: `line ${line}`,
        message: rule === null ? message : `rule \`${rule}\`: ${message}`,
      }))
      const count = issues.length === 1 ? 'one fault' : `${issues.length} faults`
      throw new SentryError('rules_document_invalid', `nothing was imported, the document has ${count}`, { issues })
    }
    const outcome = await this.#store.importRules(rules, actor)
    await this.#reload()
    return outcome
  }

  /** Reads the store again, for changes that came by another way. */
  async reload(actor: string): Promise<number> {
    await this.#reload()
    await this.#store.appendAudit({
      actor,
      action: 'rule_reload',
      targetType: 'rule_set',
      targetId: String(this.#ruleSet.number),
      details: { count: this.#rules.length, hash: this.#ruleSet.hash },
    })
    return this.#rules.length
  }

  /** One after another, so that a slow read of older rules never replaces a newer set. */
  #reload(): Promise<void> {
    const reload = this.#lastReload.then(async () => {
      const { rules, number, hash } = await this.#store.ruleSnapshot()
      const { ruleSet, faults } = compileRuleSet(rules, { number, hash })
      this.#rules = rules
      this.#ruleSet = ruleSet
      this.#faults = faults
    })
    this.#lastReload = reload.catch(() => {})
    return reload
  }
}

function refuseFaults(rule: RuleDefinition): void {
  const faults = checkRule(rule)
  if (faults.length === 0) return
  throw new SentryError(
    'rule_invalid',
    `the rule \`${rule.name}\` cannot be used: ${faults.map(describeFault).join('; ')}`,
    {
      issues: faults.map((fault) => ({ path: `/${fault.field}`, message: describeFault(fault) })),
    },
  )
}

function unknownRule(id: number): SentryError {
  return new SentryError('rule_unknown', `there is no rule ${id}`)
}
