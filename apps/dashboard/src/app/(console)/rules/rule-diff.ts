import type { RuleDefinition } from '@agentsentry/contract'
import { formatRules } from '@agentsentry/engine'
import { diffLines, diffWordsWithSpace } from 'diff'

/** A stretch of a line, and whether it is what differs. */
interface DiffPart {
  readonly text: string
  readonly isChanged: boolean
}

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly parts: readonly DiffPart[]
}

/** What changed of one field, line by line, as the YAML of the rule has it. */
export interface FieldDiff {
  readonly field: string
  readonly lines: readonly DiffLine[]
}

/** Beyond this the words of a line are not compared: that takes time that grows with the square of its length. */
const longestCompared = 4_000

/** Field by field what differs between two versions of a rule; where there was or will be none, all of the other at once. */
export function diffRules(before: RuleDefinition | null, after: RuleDefinition | null): FieldDiff[] {
  if (before === null || after === null) {
    const lines = diffText([...fieldsOf(before).values()].join(''), [...fieldsOf(after).values()].join(''))
    return [{ field: 'the whole rule', lines }]
  }
  const [old, next] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...old.keys(), ...next.keys()])]
  return names
    .filter((field) => old.get(field) !== next.get(field))
    .map((field) => ({ field, lines: diffText(old.get(field) ?? '', next.get(field) ?? '') }))
}

/** The fields of a rule with their YAML, as the writer of documents puts it. */
function fieldsOf(rule: RuleDefinition | null): Map<string, string> {
  const fields = new Map<string, string>()
  if (rule === null) return fields
  let field = ''
  for (const line of formatRules([rule]).split('\n').slice(1)) {
    // What belongs to a field is indented further than its name.
    const [, name] = /^(?: {2}- | {4})([a-z_]+):/.exec(line) ?? []
    if (name !== undefined) field = name
    if (field !== '') fields.set(field, `${fields.get(field) ?? ''}${line.slice(4)}\n`)
  }
  for (const [name, text] of fields) fields.set(name, `${text.trimEnd()}\n`)
  return fields
}

export function diffText(before: string, after: string): DiffLine[] {
  const lines: DiffLine[] = []
  const changes = diffLines(before, after)
  for (const [index, { added, removed, value }] of changes.entries()) {
    const texts = value.replace(/\n$/, '').split('\n')
    const kind = added ? 'added' : removed ? 'removed' : 'same'
    const next = changes[index + 1]
    const isReplaced = removed && next?.added === true && sizeOf(value) === 1 && sizeOf(next.value) === 1
    const isReplacing = added && changes[index - 1]?.removed === true
    if (isReplaced) lines.push(...diffLine(value.replace(/\n$/, ''), next.value.replace(/\n$/, '')))
    else if (!(isReplacing && sizeOf(value) === 1 && sizeOf(changes[index - 1]?.value ?? '') === 1))
      lines.push(...texts.map((text) => ({ kind, parts: [{ text, isChanged: false }] }) as const))
  }
  return lines
}

/** One line in place of another, with the words that differ. */
function diffLine(before: string, after: string): DiffLine[] {
  const isLong = before.length + after.length > longestCompared
  const words = isLong ? null : diffWordsWithSpace(before, after)
  const partsOf = (side: 'removed' | 'added', whole: string): DiffPart[] =>
    words === null
      ? [{ text: whole, isChanged: false }]
      : words
          .filter((part) => part[side] || (!part.added && !part.removed))
          .map((part) => ({ text: part.value, isChanged: part[side] === true }))
  return [
    { kind: 'removed', parts: partsOf('removed', before) },
    { kind: 'added', parts: partsOf('added', after) },
  ]
}

function sizeOf(value: string): number {
  return value.replace(/\n$/, '').split('\n').length
}
