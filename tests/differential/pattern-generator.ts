import type { Dice } from './dice.ts'
import { type Alphabet, alphabets, type Dialect } from './pattern-alphabet.ts'
import { compileRe2 } from './re2.ts'

/** A pattern, and texts that it matches when its assertions hold where they happen to fall. */
interface Piece {
  readonly source: string
  /** True when it may match nothing: in Python such a piece means something else when it is repeated. */
  readonly isNullable: boolean
  sample(): string
}

export interface GeneratedPattern {
  readonly source: string
  /** A text in about half of which the pattern is found. At most `maxLength` UTF-16 code units. */
  text(maxLength: number): string
}

/** In RE2's instructions; well below what the engine accepts. */
const maxProgramSize = 800

/** A pattern of a dialect, and the texts that go with it. */
export function generatePattern(dice: Dice, dialect: Dialect): GeneratedPattern {
  const generator = new PatternGenerator(dice, dialect)
  const body = generator.alternation(dice.between(1, 3))
  const flags = dice.chance(0.4) ? `(?${dice.pick(['i', 's', 'm', 'im', 'is', 'ims'])})` : ''
  const source = flags + body.source
  if (compileRe2(source).programSize() > maxProgramSize) return generatePattern(dice, dialect)
  const foldsCase = source.includes('i:') || flags.includes('i')
  return {
    source,
    text(maxLength) {
      const noise = () => dice.several(0, 6, () => generator.noise()).join('')
      const core = dice.chance(0.1) ? '' : body.sample()
      const [before, after] = dice.chance(0.4) ? ['', ''] : [noise(), noise()]
      return cut(before + damage(dice, foldsCase ? flipCase(dice, core) : core) + after, maxLength, dialect)
    },
  }
}

class PatternGenerator {
  readonly #dice: Dice
  readonly #dialect: Dialect
  readonly #alphabet: Alphabet
  #groups = 0

  constructor(dice: Dice, dialect: Dialect) {
    this.#dice = dice
    this.#dialect = dialect
    this.#alphabet = alphabets[dialect]
  }

  noise(): string {
    return this.#dice.pick(this.#dice.chance(0.2) ? this.#alphabet.textOnly : this.#alphabet.characters)
  }

  alternation(depth: number): Piece {
    const branches = this.#dice.several(1, this.#dice.chance(0.3) ? 3 : 1, () => this.#sequence(depth))
    if (branches.length > 1 && this.#dice.chance(0.1)) branches.push(exactly('', ''))
    return {
      source: branches.map(({ source }) => source).join('|'),
      isNullable: branches.some(({ isNullable }) => isNullable),
      sample: () => this.#dice.pick(branches).sample(),
    }
  }

  #sequence(depth: number): Piece {
    const parts = this.#dice.several(1, 4, () => this.#repeated(depth))
    return {
      source: parts.map(({ source }) => source).join(''),
      isNullable: parts.every(({ isNullable }) => isNullable),
      sample: () => parts.map((part) => part.sample()).join(''),
    }
  }

  #repeated(depth: number): Piece {
    const piece = this.#atom(depth)
    if (this.#dice.chance(0.65) || (piece.isNullable && this.#dialect !== 're2')) return piece
    const [quantifier, least, most] = this.#quantifier()
    // Several characters, and assertions, are repeated as a whole only within a group.
    const isSingle = /^(?:\(.*\)|\[.*\]|\\.|[^\\])$/su.test(piece.source)
    return {
      source: (isSingle ? piece.source : `(?:${piece.source})`) + quantifier + (this.#dice.chance(0.25) ? '?' : ''),
      isNullable: piece.isNullable || least === 0,
      sample: () => this.#dice.several(least, most, () => piece.sample()).join(''),
    }
  }

  #quantifier(): [quantifier: string, least: number, most: number] {
    const least = this.#dice.between(0, 3)
    const most = least + this.#dice.between(1, 3)
    return this.#dice.pick([
      ['*', 0, 3],
      ['+', 1, 3],
      ['?', 0, 1],
      [`{${least + 1}}`, least + 1, least + 1],
      [`{${least},}`, least, least + 2],
      [`{${least},${most}}`, least, most],
    ])
  }

  #atom(depth: number): Piece {
    const kind = this.#dice.between(depth > 0 ? 0 : 3, 12)
    if (kind < 3) return this.#group(depth - 1)
    if (kind < 7) {
      const character = this.#dice.pick(this.#alphabet.characters)
      return exactly(quote(character), character)
    }
    if (kind === 7) {
      const word = this.#dice.pick(this.#alphabet.words)
      return exactly([...word].map(quote).join(''), word)
    }
    if (kind < 10) return this.#bracketed()
    if (kind < 12) return this.#oneOf(...this.#dice.pick(this.#alphabet.classes))
    return exactly(this.#dice.pick(this.#alphabet.assertions), '')
  }

  #group(depth: number): Piece {
    const { source, isNullable, sample } = this.alternation(depth)
    const opening = this.#dice.pick(['(', '(?:', '(?i:', '(?s:', '(?m:', `(?P<g${this.#groups++}>`])
    return { source: `${opening}${source})`, isNullable, sample }
  }

  #bracketed(): Piece {
    const members = this.#dice.several(1, 3, () => this.#dice.pick(this.#alphabet.members))
    const source = members.map(([member]) => member).join('')
    const held = members.flatMap(([, characters]) => characters)
    if (this.#dice.chance(0.3)) return this.#oneOf(`[^${source}]`, this.#alphabet.characters)
    return this.#oneOf(`[${source}]`, held)
  }

  #oneOf(source: string, held: readonly string[]): Piece {
    return { source, isNullable: false, sample: () => this.#dice.pick(held) }
  }
}

function exactly(source: string, text: string): Piece {
  return { source, isNullable: text === '', sample: () => text }
}

function quote(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  return /[\\^$.*+?()[\]{}|-]/.test(character) ? `\\${character}` : character
}

/** Leaves most texts whole; takes a character out of some, or puts one twice. */
function damage(dice: Dice, text: string): string {
  if (text === '' || dice.chance(0.65)) return text
  const characters = [...text]
  const at = dice.between(0, characters.length - 1)
  characters.splice(at, 1, ...(dice.chance(0.5) ? [] : [characters[at], characters[at]].map(String)))
  return characters.join('')
}

function flipCase(dice: Dice, text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    dice.chance(0.5) ? letter : letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}

/** In Python `$` also matches before a line break at the end, and `\B` matches no empty text: such texts are changed. */
function cut(text: string, maxLength: number, dialect: Dialect): string {
  const short = text.slice(0, maxLength).toWellFormed()
  if (dialect === 're2') return short
  return short === '' || short.endsWith('\n') ? `${short}a` : short
}
