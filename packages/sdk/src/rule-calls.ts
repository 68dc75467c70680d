import type {
  ImportAnswer,
  ImportPreview,
  NewRule,
  RecordedRules,
  RestoreOutcome,
  Rule,
  RuleHits,
  RulePatch,
  RuleSetBundle,
  RuleSetSummary,
  RuleVersion,
} from '@agentsentry/contract'
import { arrayAnswer, objectAnswer } from './answer.ts'
import { segment } from './calls.ts'
import { nextCursor, type Page, type PageRequest } from './page.ts'
import { SessionCalls } from './session-calls.ts'

/** The rules in force as they came, with what tells later whether they still are. */
export interface TaggedBundle {
  bundle: RuleSetBundle
  etag: string | null
}

/** Rules, and the sets that they made up over time. */
export class RuleCalls extends SessionCalls {
  async rules(): Promise<Rule[]> {
    return arrayAnswer(await this.read('/rules'), { id: 'number' })
  }

  async createRule(rule: NewRule): Promise<Rule> {
    return objectAnswer(await this.change('POST', '/rules', rule), { id: 'number' })
  }

  /** What the patch leaves out stays as it is. */
  async updateRule(id: number, patch: RulePatch): Promise<Rule> {
    return objectAnswer(await this.change('PUT', `/rules/${segment(id)}`, patch), { id: 'number' })
  }

  async toggleRule(id: number, enabled: boolean): Promise<Rule> {
    return objectAnswer(await this.change('PATCH', `/rules/${segment(id)}/toggle`, { enabled }), { id: 'number' })
  }

  async deleteRule(id: number): Promise<{ ok: true }> {
    return objectAnswer(await this.change('DELETE', `/rules/${segment(id)}`), { ok: 'boolean' })
  }

  /**
   * All rules of a YAML document, or none: then {@link ApiError} `errors` names every bad one. With `dryRun` nothing is
   * changed, and the answer says of each rule what would be.
   */
  async importRules(yaml: string, options: { dryRun: true }): Promise<ImportPreview>
  async importRules(yaml: string, options?: { dryRun?: false | undefined }): Promise<ImportAnswer>
  async importRules(yaml: string, { dryRun = false }: { dryRun?: boolean | undefined } = {}): Promise<ImportAnswer> {
    const answer = await this.transport.send({
      method: 'POST',
      path: '/rules/import',
      query: dryRun ? { dry_run: 'true' } : undefined,
      body: yaml,
      contentType: 'application/yaml',
      repeatable: dryRun,
    })
    // A server that does not know of dry runs has imported: that must not pass for one.
    return objectAnswer(answer, dryRun ? { created: 'number', changes: 'object[]' } : { created: 'number' })
  }

  /** All rules as a YAML document. */
  async exportRules(): Promise<string> {
    const { yaml } = objectAnswer<{ yaml: string }>(await this.read('/rules/export'), { yaml: 'string' })
    return yaml
  }

  /** Compiles the stored rules anew; `count` is the number of rules in force. */
  async reloadRules(): Promise<{ ok: true; count: number }> {
    return objectAnswer(await this.change('POST', '/rules/reload'), { ok: 'boolean', count: 'number' })
  }

  /** In how many traces each rule gave a reason. */
  async ruleHits(): Promise<RuleHits[]> {
    return arrayAnswer(await this.read('/rules/hits'), { rule: 'string', hits_24h: 'number' })
  }

  /** What a rule was over time, newest first, by its name. */
  async ruleHistory(id: number): Promise<RuleVersion[]> {
    return arrayAnswer(await this.read(`/rules/${segment(id)}/history`), { rule_set: 'number' })
  }

  /**
   * The rules in force, for judging away from the server; null when they are those that `etag` came with. What they are is
   * not checked here.
   */
  async ruleset({ etag, timeoutMs }: { etag?: string | null; timeoutMs?: number } = {}): Promise<TaggedBundle | null> {
    const answer = await this.transport.send({
      method: 'GET',
      path: '/ruleset',
      headers: etag ? { 'if-none-match': etag } : {},
      repeatable: true,
      timeoutMs,
      alsoAccept: 304,
    })
    if (answer.status === 304 && etag) return null
    const bundle = objectAnswer<RuleSetBundle>(answer, { number: 'number', hash: 'string', rules: 'object[]' })
    return { bundle, etag: answer.headers.get('etag') }
  }

  /** Newest first. */
  async ruleSets(page: PageRequest = {}): Promise<Page<RuleSetSummary>> {
    const answer = await this.read('/rule-sets', { ...page })
    return {
      items: arrayAnswer<RuleSetSummary>(answer, { number: 'number' }),
      nextCursor: nextCursor(answer.headers.get('link')),
    }
  }

  async ruleSet(number: number): Promise<RecordedRules> {
    return objectAnswer(await this.read(`/rule-sets/${segment(number)}`), { number: 'number', rules: 'object[]' })
  }

  /** Makes the rules those of that set again: others are deleted. */
  async restoreRuleSet(number: number): Promise<RestoreOutcome> {
    return objectAnswer(await this.change('POST', `/rule-sets/${segment(number)}/restore`), { number: 'number' })
  }
}
