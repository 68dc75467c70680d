import { type CharacterSet, complement, holds, wordCharacters } from './character-set.ts'
import type { Syntax } from './syntax.ts'

/**
 * What may stand beside a literal: one entry for each ASCII character, then one for all others, then one for the edge
 * of the text. 1 means that it may.
 */
export type Neighbours = Uint8Array

export const beyondAscii = 128
const textEdge = 129
const entries = 130
const lineBreak = 10

/** Which entry stands for what is at `index` of a text. */
export function neighbourAt(text: string, index: number): number {
  if (index < 0 || index >= text.length) return textEdge
  const code = text.charCodeAt(index)
  return code < 128 ? code : beyondAscii
}

export type Direction = 'before' | 'after'

/**
 * What may stand next to a literal that `parts` come before, or after. Null when that may be anything. `touchesWord` says
 * that the literal's own character at that side is a word character, whatever the variant.
 */
export function neighboursOf(parts: readonly Syntax[], direction: Direction, touchesWord: boolean): Neighbours | null {
  const { allowed, isOpen } = edgeOf({ kind: 'sequence', parts }, direction, touchesWord)
  // Where a rule reads some lines only, the edge of its text is a line break in the whole one.
  if (allowed[textEdge] === 1) allowed[lineBreak] = 1
  return isOpen || allowed.every((entry) => entry === 1) ? null : allowed
}

/** `isOpen`: the syntax may be passed without a character, so what lies beyond it may be the neighbour. */
interface Edge {
  readonly allowed: Neighbours
  readonly isOpen: boolean
}

function edgeOf(syntax: Syntax, direction: Direction, touchesWord: boolean): Edge {
  switch (syntax.kind) {
    case 'set':
      return { allowed: entriesOf(syntax.set), isOpen: false }
    case 'assertion':
      return edgeOfAssertion(syntax.asserts, touchesWord)
    case 'choice': {
      const edges = syntax.options.map((option) => edgeOf(option, direction, touchesWord))
      return { allowed: merge(edges), isOpen: edges.some(({ isOpen }) => isOpen) }
    }
    case 'repeat': {
      const edge = edgeOf(syntax.body, direction, touchesWord)
      return { allowed: edge.allowed, isOpen: edge.isOpen || syntax.min === 0 }
    }
    case 'sequence': {
      const edges: Edge[] = []
      for (const part of direction === 'before' ? [...syntax.parts].reverse() : syntax.parts) {
        const edge = edgeOf(part, direction, touchesWord)
        edges.push(edge)
        if (!edge.isOpen) return { allowed: merge(edges), isOpen: false }
      }
      return { allowed: merge(edges), isOpen: true }
    }
  }
}

/** An assertion is met only where nothing stands between it and the literal, so it speaks of the neighbour itself. */
function edgeOfAssertion(asserts: string, touchesWord: boolean): Edge {
  const allowed = new Uint8Array(entries)
  allowed[textEdge] = 1
  if (asserts === 'text-start' || asserts === 'text-end') return { allowed, isOpen: false }
  if (asserts === 'line-start' || asserts === 'line-end') {
    allowed[lineBreak] = 1
    return { allowed, isOpen: false }
  }
  if (asserts !== 'word-edge' || !touchesWord) return { allowed, isOpen: true }
  const noWord = entriesOf(complement(wordCharacters))
  return {
    allowed: merge([
      { allowed, isOpen: false },
      { allowed: noWord, isOpen: false },
    ]),
    isOpen: false,
  }
}

const knownEntries = new WeakMap<CharacterSet, Neighbours>()

function entriesOf(set: CharacterSet): Neighbours {
  const known = knownEntries.get(set)
  if (known !== undefined) return known
  const allowed = new Uint8Array(entries)
  for (let code = 0; code < 128; code++) if (holds(set, code)) allowed[code] = 1
  if (set.ranges.some(([, to]) => to >= 128)) allowed[beyondAscii] = 1
  knownEntries.set(set, allowed)
  return allowed
}

function merge(edges: readonly Edge[]): Neighbours {
  const merged = new Uint8Array(entries)
  for (const { allowed } of edges)
    for (let entry = 0; entry < entries; entry++) merged[entry] ||= allowed[entry] as number
  return merged
}

/** All characters that matches of a syntax may be made of, and those given. */
export function withCharactersOf(syntax: Syntax, others: Neighbours | null): Neighbours {
  const all = others === null ? new Uint8Array(entries) : others.slice()
  addCharacters(syntax, all)
  return all
}

/** False for the set of every character, which says nothing. */
export function excludesSome(characters: Neighbours): boolean {
  return characters.some((allowed, entry) => allowed === 0 && entry !== textEdge)
}

function addCharacters(syntax: Syntax, all: Neighbours): void {
  switch (syntax.kind) {
    case 'set': {
      const allowed = entriesOf(syntax.set)
      for (let entry = 0; entry < entries; entry++) all[entry] ||= allowed[entry] as number
      return
    }
    case 'assertion':
      return
    case 'sequence':
      for (const part of syntax.parts) addCharacters(part, all)
      return
    case 'choice':
      for (const option of syntax.options) addCharacters(option, all)
      return
    case 'repeat':
      addCharacters(syntax.body, all)
  }
}
