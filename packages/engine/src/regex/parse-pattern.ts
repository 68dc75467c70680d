import { anyCharacter, complement, setOf } from './character-set.ts'
import { readClass, readEscape, single, Unfamiliar } from './parse-class.ts'
import { type Assertion, choiceOf, type Syntax, sequenceOf } from './syntax.ts'

/** Flags of RE2 that change what a pattern matches: `i`, `m`, `s`, `U`. */
interface Flags {
  readonly ignoresCase: boolean
  readonly isMultiline: boolean
  readonly dotMeansAll: boolean
  readonly isUngreedy: boolean
}

const noFlags: Flags = { ignoresCase: false, isMultiline: false, dotMeansAll: false, isUngreedy: false }
const flagNames: Readonly<Record<string, keyof Flags>> = {
  i: 'ignoresCase',
  m: 'isMultiline',
  s: 'dotMeansAll',
  U: 'isUngreedy',
}
const notNewline = complement(setOf([[10, 10]]))
const deepestNesting = 200

/**
 * Reads a pattern that RE2 has accepted. Answers null for what is not known here, which costs speed and never a match: the
 * pattern is then left to RE2 alone.
 *
 * Syntax: https://github.com/google/re2/wiki/Syntax
 */
export function parsePattern(pattern: string): Syntax | null {
  try {
    const reader = new Reader(pattern)
    const syntax = reader.readChoice(noFlags, 0)
    return reader.isAtEnd ? syntax : null
  } catch (error) {
    if (error instanceof Unfamiliar) return null
    throw error
  }
}

class Reader {
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#pattern.length
  }

  /** Alternatives up to the end or an unmatched `)`. Flags that are set on the way hold until there. */
  readChoice(flags: Flags, depth: number): Syntax {
    if (depth > deepestNesting) throw new Unfamiliar()
    const options: Syntax[] = []
    let parts: Syntax[] = []
    let inForce = flags
    while (!this.isAtEnd && this.#pattern[this.#at] !== ')') {
      if (this.#take('|')) {
        options.push(sequenceOf(parts))
        parts = []
        continue
      }
      const change = this.#takeFlags(/^\(\?([imsU]*)(?:-([imsU]+))?\)/, inForce)
      if (change !== null) inForce = change
      else if (this.#take('\\Q')) parts.push(...this.#readQuoted(inForce))
      else parts.push(this.#readRepeated(inForce, depth))
    }
    return choiceOf([...options, sequenceOf(parts)])
  }

  #readRepeated(flags: Flags, depth: number): Syntax {
    const body = this.#readAtom(flags, depth)
    const count = /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})/.exec(this.#pattern.slice(this.#at, this.#at + 12))
    if (count === null) return body
    this.#at += count[0].length
    const isLazy = this.#take('?') !== flags.isUngreedy
    if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(this.#pattern.slice(this.#at, this.#at + 12))) throw new Unfamiliar()
    const [min, max] = boundsOf(count)
    return { kind: 'repeat', body, min, max, isLazy }
  }

  #readAtom(flags: Flags, depth: number): Syntax {
    const pattern = this.#pattern
    const character = pattern[this.#at] as string
    switch (character) {
      case '(':
        return this.#readGroup(flags, depth)
      case '[': {
        const { set, end } = readClass(pattern, this.#at, flags.ignoresCase)
        this.#at = end
        return { kind: 'set', set }
      }
      case '.':
        this.#at++
        return { kind: 'set', set: flags.dotMeansAll ? anyCharacter : notNewline }
      case '^':
        return this.#assertion(1, flags.isMultiline ? 'line-start' : 'text-start')
      case '$':
        return this.#assertion(1, flags.isMultiline ? 'line-end' : 'text-end')
      case '*':
      case '+':
      case '?':
        throw new Unfamiliar()
      case '\\':
        return this.#readEscaped(flags)
      default: {
        const codePoint = pattern.codePointAt(this.#at) as number
        this.#at += codePoint > 0xffff ? 2 : 1
        return { kind: 'set', set: single(codePoint, flags.ignoresCase) }
      }
    }
  }

  #readEscaped(flags: Flags): Syntax {
    switch (this.#pattern[this.#at + 1]) {
      case 'A':
        return this.#assertion(2, 'text-start')
      case 'z':
        return this.#assertion(2, 'text-end')
      case 'b':
        return this.#assertion(2, 'word-edge')
      case 'B':
        return this.#assertion(2, 'no-word-edge')
      default: {
        const { set, end } = readEscape(this.#pattern, this.#at, flags.ignoresCase)
        this.#at = end
        return { kind: 'set', set }
      }
    }
  }

  #readGroup(flags: Flags, depth: number): Syntax {
    const inside = this.#takeFlags(/^\(\?([imsU]*)(?:-([imsU]+))?:/, flags)
    if (inside === null) {
      const opening = /^\((?:\?P?<\w+>|(?!\?))/.exec(this.#pattern.slice(this.#at, this.#at + 300))
      if (opening === null) throw new Unfamiliar()
      this.#at += opening[0].length
    }
    const body = this.readChoice(inside ?? flags, depth + 1)
    if (!this.#take(')')) throw new Unfamiliar()
    return body
  }

  #readQuoted(flags: Flags): Syntax[] {
    const close = this.#pattern.indexOf('\\E', this.#at)
    const quoted = this.#pattern.slice(this.#at, close < 0 ? undefined : close)
    this.#at += quoted.length + (close < 0 ? 0 : 2)
    // A count behind `\E` would belong to the last character alone.
    if (/^[*+?{]/.test(this.#pattern.slice(this.#at, this.#at + 1))) throw new Unfamiliar()
    return [...quoted].map((character) => ({
      kind: 'set',
      set: single(character.codePointAt(0) as number, flags.ignoresCase),
    }))
  }

  #takeFlags(shape: RegExp, flags: Flags): Flags | null {
    const found = shape.exec(this.#pattern.slice(this.#at, this.#at + 20))
    if (found === null) return null
    this.#at += found[0].length
    const changed: { -readonly [flag in keyof Flags]: Flags[flag] } = { ...flags }
    for (const letter of found[1] ?? '') changed[flagNames[letter] as keyof Flags] = true
    for (const letter of found[2] ?? '') changed[flagNames[letter] as keyof Flags] = false
    return changed
  }

  #assertion(length: number, asserts: Assertion): Syntax {
    this.#at += length
    return { kind: 'assertion', asserts }
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }
}

function boundsOf([whole, least, comma, most]: RegExpExecArray): [number, number] {
  if (whole === '*') return [0, Infinity]
  if (whole === '+') return [1, Infinity]
  if (whole === '?') return [0, 1]
  const min = Number(least)
  if (comma === '') return [min, min]
  return [min, most === '' ? Infinity : Number(most)]
}
