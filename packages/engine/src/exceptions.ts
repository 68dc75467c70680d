import type { Phase } from '@agentsentry/contract'
import type { CompiledException, CompiledRule } from './compiled-rule.ts'
import type { Match, Permit } from './matcher.ts'
import type { Reading } from './reading.ts'

/** The step that exceptions are asked about. */
export interface ExceptedStep {
  readonly phase: Phase
  readonly tool: string | null
  /** Content as it stands: what stands only in a view exempts nothing in the whole trace. */
  readonly plain: Reading
  readonly permit: Permit
  /** Where in the text to begin; default at its beginning. */
  readonly from?: number
}

/** How many matches of one rule, and of one exception, are weighed against one another in one text. */
const mostMatches = 200

/** What is left of a rule's matches. */
export interface Weighed {
  /** The first match that no exception exempts. */
  readonly match: Match | null
  /** It matched, and every match is exempt. */
  readonly isExempt: boolean
}

export function firstUnexempt(rule: CompiledRule, reading: Reading, step: ExceptedStep): Weighed {
  const { permit, from: begin = 0 } = step
  const first = reading.find(rule, begin, permit)
  if (first === null || rule.exceptions.length === 0) return { match: first, isExempt: false }
  const applying = rule.exceptions.filter((exception) => applies(exception, step))
  if (applying.some((exception) => exemptsTrace(exception, step))) return { match: null, isExempt: true }
  const { text } = reading.textFor(rule.fields)
  const exempt = applying
    .filter(({ fields }) => fields === null)
    .flatMap((exception) => matchesOf(exception, text, permit))
  let match: Match | null = first
  for (let count = 0; match !== null; count++) {
    if (count >= mostMatches) throw new Error(`it matched more than ${mostMatches} times, each of them exempt`)
    const { start, end }: Match = match
    if (!exempt.some((other) => other.start < end && other.end > start)) return { match, isExempt: false }
    const from = Math.max(end, start + 1)
    match = from <= text.length ? reading.find(rule, from, permit) : null
  }
  return { match: null, isExempt: true }
}

function applies({ on, looksAtTool }: CompiledException, { phase, tool }: ExceptedStep): boolean {
  if (on !== null && !on.includes(phase)) return false
  return looksAtTool === null || (tool !== null && looksAtTool(tool))
}

function exemptsTrace({ matcher, fields }: CompiledException, { plain, permit }: ExceptedStep): boolean {
  if (matcher === null) return true
  return fields !== null && matcher.find(plain.textFor(fields).text, 0, null, permit) !== null
}

function matchesOf({ matcher }: CompiledException, text: string, permit: Permit): Match[] {
  const matches: Match[] = []
  let from = 0
  while (matches.length < mostMatches && from <= text.length) {
    const match = matcher?.find(text, from, null, permit) ?? null
    if (match === null) break
    matches.push(match)
    from = Math.max(match.end, match.start + 1)
  }
  return matches
}
