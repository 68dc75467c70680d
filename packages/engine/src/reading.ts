import type { ViewName } from '@agentsentry/contract'
import type { Line } from './collect-text.ts'
import type { CompiledRule, FieldScope } from './compiled-rule.ts'
import type { Candidates } from './literals/literal-scanner.ts'
import type { Starts } from './literals/starts.ts'
import type { Match, Permit } from './matcher.ts'
import type { RuleSet } from './rule-set.ts'
import { ScannedText } from './scanned-text.ts'
import type { Scope } from './scopes.ts'

/** A text as several rules read it. What they need of it is worked out once, when first asked for. */
interface ReadText {
  readonly text: ScannedText
  candidates: Candidates | null
}

/** How many matches that lie wholly in one trace are passed over where only those across traces count. */
const mostPassedOver = 200

/** One reading of a trace (content as it stands, or a view of it), with what a pass over it finds for all rules. */
export class Reading {
  readonly view: ViewName
  readonly lines: readonly Line[]
  readonly #ruleSet: RuleSet
  readonly #scope: Scope
  /** By rule: 1 while it is not known whether the rule applies. */
  readonly #isOpen: Uint8Array
  readonly #whole: ReadText
  readonly #within = new Map<string, ReadText>()
  #phraseMatches: ReadonlyMap<number, Match> | null = null

  constructor(
    view: ViewName,
    lines: readonly Line[],
    judged: { readonly ruleSet: RuleSet; readonly scope: Scope; readonly isOpen: Uint8Array },
  ) {
    this.view = view
    this.#ruleSet = judged.ruleSet
    this.#scope = judged.scope
    this.#isOpen = judged.isOpen
    this.lines = lines
    this.#whole = { text: new ScannedText(lines), candidates: null }
  }

  get looksRotated(): boolean {
    return this.#candidatesIn(this.#whole).looksRotated
  }

  /** The rules that may match, in the order of the rule set. */
  candidates(): CompiledRule[] {
    const indexes = new Set(this.#candidatesIn(this.#whole).startsOf.keys())
    for (const { index } of this.#scope.unanchored) if (this.#isOpen[index] === 1) indexes.add(index)
    if (this.lines.some(({ narrow }) => narrow !== undefined)) this.#addNarrowed(indexes)
    const inOrder = indexes.size > 1 ? [...indexes].sort((left, right) => left - right) : [...indexes]
    return inOrder.map((index) => this.#ruleSet.rules[index] as CompiledRule)
  }

  /** What a rule reads of values that were joined need not stand anywhere in the whole text. */
  #addNarrowed(indexes: Set<number>): void {
    for (const { fields, rules } of this.#scope.byFields) {
      const read = this.#read(fields)
      if (read === this.#whole) continue
      const { startsOf } = this.#candidatesIn(read)
      for (const { index } of rules) if (startsOf.has(index)) indexes.add(index)
    }
  }

  /** The text that a rule reads. */
  textFor(fields: FieldScope | null): ScannedText {
    return this.#read(fields).text
  }

  /** The leftmost match of a rule that begins at `from` or behind, and counts. */
  find(rule: CompiledRule, from: number, permit: Permit): Match | null {
    const { text } = this.#read(rule.fields)
    let match = this.#findAny(rule, from, permit)
    for (let count = 0; match !== null && !text.counts(match); count++) {
      if (count >= mostPassedOver) throw new Error(`more than ${mostPassedOver} matches within one trace of several`)
      match = match.start < text.text.length ? this.#findAny(rule, match.start + 1, permit) : null
    }
    return match
  }

  #findAny(rule: CompiledRule, from: number, permit: Permit): Match | null {
    const read = this.#read(rule.fields)
    const starts = rule.isAnchored ? this.#startsOf(rule, read) : null
    if (rule.isPhrases && rule.fields === null && from === 0 && (starts === null || starts.areMany))
      return this.#phrases().get(rule.index) ?? null
    return rule.isAnchored && starts === null ? null : rule.matcher.find(read.text.text, from, starts, permit)
  }

  #startsOf(rule: CompiledRule, read: ReadText): Starts | null {
    return this.#candidatesIn(read).startsOf.get(rule.index) ?? null
  }

  #candidatesIn(read: ReadText): Candidates {
    read.candidates ??= this.#ruleSet.scanner.scan(read.text.text, this.#isOpen)
    return read.candidates
  }

  #phrases(): ReadonlyMap<number, Match> {
    this.#phraseMatches ??= this.#ruleSet.phrases.search(this.#whole.text.text)
    return this.#phraseMatches
  }

  #read(fields: FieldScope | null): ReadText {
    if (fields === null) return this.#whole
    let read = this.#within.get(fields.key)
    if (read === undefined) {
      const lines = this.lines.flatMap((line) => admitted(line, fields) ?? [])
      const isWhole = lines.length === this.lines.length && lines.every((line, at) => line === this.lines[at])
      read = isWhole ? this.#whole : { text: new ScannedText(lines), candidates: null }
      this.#within.set(fields.key, read)
    }
    return read
  }
}

/** What of a line a rule reads. */
function admitted(line: Line, { admits }: FieldScope): Line | null {
  if (line.narrow !== undefined) return line.narrow(admits)
  return admits(line.segments) ? line : null
}
