import {
  definitionOf,
  type ImportAnswer,
  type ImportPreview,
  patchRule,
  type RestoreOutcome,
  type Rule,
  type RuleDefinition,
  type RulePatch,
  SentryError,
} from '@agentsentry/contract'
import { compileRuleSet, describeFault, type RuleFault, type RuleSet } from '@agentsentry/engine'
import { compileInSlices } from './compile-in-slices.ts'
import type { AuditStore, RuleChangeAudit, RuleReader, RuleStore, RulesDocument } from './ports.ts'
import { documentIssues, ruleIssues } from './rule-issues.ts'
import { isSame } from './rule-set-changes.ts'

/**
 * The rules in force. Reads are of one moment: a trace takes `ruleSet` once and keeps it. Every change is checked,
 * stored, compiled beside other work and swapped in at once before its promise resolves, so the very next trace is judged
 * by it. Changes that other processes made come with {@link catchUp}.
 */
export class RuleBook {
  readonly #store: RuleStore & AuditStore
  readonly #reader: RuleReader
  #rules: readonly Rule[] = []
  #ruleSet: RuleSet = compileRuleSet([], { number: 0, hash: '' }).ruleSet
  #faults: readonly RuleFault[] = []
  #lastReload: Promise<unknown> = Promise.resolve()
  #lastUpdate: Promise<unknown> = Promise.resolve()

  private constructor(store: RuleStore & AuditStore, reader: RuleReader) {
    this.#store = store
    this.#reader = reader
  }

  static async open(store: RuleStore & AuditStore, reader: RuleReader): Promise<RuleBook> {
    const book = new RuleBook(store, reader)
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
    await this.#refuseFaults(definition)
    const rule = await this.#store.createRule(definition, actor)
    await this.#reload()
    return rule
  }

  /** One after another: a change is checked against the rule as the change before left it. */
  update(id: number, change: RulePatch, audit: RuleChangeAudit): Promise<Rule> {
    const update = this.#lastUpdate.then(() => this.#update(id, change, audit))
    this.#lastUpdate = update.catch(() => {})
    return update
  }

  async #update(id: number, change: RulePatch, audit: RuleChangeAudit): Promise<Rule> {
    const current = this.#rules.find((rule) => rule.id === id)
    if (current === undefined) throw unknownRule(id)
    await this.#refuseFaults(patchRule(current, change))
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
  async importDocument(yaml: string, actor: string): Promise<ImportAnswer> {
    const { rules, warnings } = await this.#readDocument(yaml)
    const outcome = await this.#store.importRules(rules, actor)
    await this.#reload()
    return { ...outcome, warnings: [...warnings] }
  }

  /** What {@link importDocument} would do to the rules in force. Rejects as that does. */
  async previewImport(yaml: string): Promise<ImportPreview> {
    const { rules, warnings } = await this.#readDocument(yaml)
    const stored = new Map(this.#rules.map((rule) => [rule.name, definitionOf(rule)]))
    const changes = rules.map((rule) => {
      const after = definitionOf(rule)
      const before = stored.get(rule.name) ?? null
      const kind = before === null ? 'create' : isSame(before, after) ? 'same' : 'update'
      return { rule: rule.name, kind, before, after } as const
    })
    const count = (kind: string) => changes.filter((change) => change.kind === kind).length
    const counts = { created: count('create'), updated: count('update'), skipped: count('same') }
    return { ...counts, errors: [], warnings: [...warnings], changes }
  }

  async #readDocument(yaml: string): Promise<Pick<RulesDocument, 'rules' | 'warnings'>> {
    const { rules, faults, warnings } = await this.#reader.readDocument(yaml)
    if (faults.length > 0) {
      const issues = documentIssues(faults)
      const count = issues.length === 1 ? 'one fault' : `${issues.length} faults`
      throw new SentryError('rules_document_invalid', `nothing was imported, the document has ${count}`, { issues })
    }
    return { rules, warnings }
  }

  /** Makes the rules those of an earlier set again. Rejects with `rule_set_unknown`. */
  async restore(number: number, actor: string): Promise<RestoreOutcome> {
    const outcome = await this.#store.restoreRuleSet(number, actor)
    if (outcome === null) throw new SentryError('rule_set_unknown', `there is no rule set ${number}`)
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

  /** Reads the store again if it holds a newer rule set. */
  async catchUp(): Promise<void> {
    if ((await this.#store.ruleSetNumber()) > this.#ruleSet.number) await this.#reload()
  }

  /** One after another, so that a slow read of older rules never replaces a newer set. */
  #reload(): Promise<void> {
    const reload = this.#lastReload.then(async () => {
      const { rules, number, hash } = await this.#store.ruleSnapshot()
      const { ruleSet, faults } = await compileInSlices(rules, { number, hash }, this.#ruleSet)
      this.#rules = rules
      this.#ruleSet = ruleSet
      this.#faults = faults
    })
    this.#lastReload = reload.catch(() => {})
    return reload
  }

  async #refuseFaults(rule: RuleDefinition): Promise<void> {
    const faults = await this.#reader.checkRule(rule)
    if (faults.length > 0) throw ruleInvalid(rule, faults)
  }
}

function ruleInvalid(rule: RuleDefinition, faults: readonly RuleFault[]): SentryError {
  return new SentryError(
    'rule_invalid',
    `the rule \`${rule.name}\` cannot be used: ${faults.map(describeFault).join('; ')}`,
    { issues: ruleIssues(faults) },
  )
}

function unknownRule(id: number): SentryError {
  return new SentryError('rule_unknown', `there is no rule ${id}`)
}
