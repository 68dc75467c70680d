import { isAsciiSpace, isAsciiWord } from '../ascii.ts'

interface Beside {
  readonly word: string
  readonly isBehind: boolean
}

/** Where more may stand beside one word, looking for them tells little and takes long. */
const most = 16
const ascii = /^[\0-\x7f]*$/

/**
 * For the word that each phrase is looked for by, a word that stands next to it in the phrase. It tells most places where
 * such a word stands from the phrase without cutting the text around them into tokens.
 */
export class BesideWord {
  /** Null where that says nothing: a phrase is the word alone or goes on beyond ASCII, or phrases are many. */
  readonly #beside = new Map<string, Beside[] | null>()

  /** Takes a phrase, in tokens of lower case, that is looked for by its token at `index`. */
  add(words: readonly string[], index: number): void {
    const word = words[index] as string
    const isBehind = index + 1 < words.length
    const neighbour = words[isBehind ? index + 1 : index - 1]
    const known = this.#beside.get(word)
    if (known === null || known?.some((beside) => beside.word === neighbour && beside.isBehind === isBehind)) return
    if (neighbour === undefined || !ascii.test(neighbour) || known?.length === most) this.#beside.set(word, null)
    else if (known === undefined) this.#beside.set(word, [{ word: neighbour, isBehind }])
    else known.push({ word: neighbour, isBehind })
  }

  /** False only where none of the phrases can stand around the token that begins at `start`. */
  mayStand(text: string, start: number): boolean {
    let end = start + 1
    if (isAsciiWord(text.charCodeAt(start))) while (isAsciiWord(text.charCodeAt(end))) end++
    // Beyond ASCII it is for the tokens to tell what goes with what.
    if (text.charCodeAt(start) >= 128 || text.charCodeAt(end) >= 128) return true
    const beside = this.#beside.get(text.slice(start, end).toLowerCase())
    if (beside === undefined) return false
    if (beside === null) return true
    return beside.some(({ word, isBehind }) => (isBehind ? mayFollow(text, end, word) : mayPrecede(text, start, word)))
  }
}

function mayFollow(text: string, end: number, word: string): boolean {
  let at = end
  while (isAsciiSpace(text.charCodeAt(at))) at++
  return mayBe(text, at, word)
}

function mayPrecede(text: string, start: number, word: string): boolean {
  let at = start
  while (isAsciiSpace(text.charCodeAt(at - 1))) at--
  return text.charCodeAt(at - 1) >= 128 || mayBe(text, at - word.length, word)
}

function mayBe(text: string, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    const unit = text.charCodeAt(start + index)
    if (unit >= 128) return true
    if ((unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit) !== word.charCodeAt(index)) return false
  }
  return true
}
