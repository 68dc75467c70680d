/** How many words one may become, and how deep braces nest or how many stand one after another in it. */
export const mostWords = 1024
/** How many characters they may have together. */
const mostCharacters = 128 * 1024
const deepest = 32

/** `{a,b}` and `{1..3}`, nested or not, as the words that the shell makes of them. `cut` is told when those are too many. */
export function expandBraces(text: string, cut: () => void): string[] {
  return expand(text, 0, cut)
}

function expand(text: string, depth: number, cut: () => void): string[] {
  const open = text.indexOf('{')
  if (open < 0) return [text]
  if (depth > deepest) {
    cut()
    return [text]
  }
  const close = closing(text, open)
  if (close < 0) return [text]
  const items = itemsOf(text.slice(open + 1, close), cut)
  const after = expand(text.slice(close + 1), depth + 1, cut)
  if (items === null) return after.map((rest) => text.slice(0, close + 1) + rest)
  const before = text.slice(0, open)
  const words: string[] = []
  let characters = 0
  for (const item of items) {
    for (const inner of expand(item, depth + 1, cut)) {
      for (const rest of after) {
        const word = before + inner + rest
        characters += word.length
        if (words.length === mostWords || characters > mostCharacters) {
          cut()
          return words
        }
        words.push(word)
      }
    }
  }
  return words
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}

function itemsOf(inside: string, cut: () => void): string[] | null {
  const range = /^(-?\d{1,6}|[a-zA-Z])\.\.(-?\d{1,6}|[a-zA-Z])$/.exec(inside)
  if (range !== null) return rangeOf(range[1] as string, range[2] as string, cut)
  const items: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < inside.length; at++) {
    if (inside[at] === '{') depth++
    else if (inside[at] === '}') depth--
    else if (inside[at] === ',' && depth === 0) {
      items.push(inside.slice(start, at))
      start = at + 1
    }
  }
  return items.length === 0 ? null : [...items, inside.slice(start)]
}

function rangeOf(first: string, last: string, cut: () => void): string[] {
  const isNumber = /\d/.test(first)
  const from = isNumber ? Number(first) : first.charCodeAt(0)
  const to = isNumber ? Number(last) : last.charCodeAt(0)
  const step = from <= to ? 1 : -1
  const count = Math.abs(to - from) + 1
  if (count > mostWords) cut()
  const values = Array.from({ length: Math.min(count, mostWords) }, (_each, at) => from + step * at)
  return values.map((value) => (isNumber ? String(value) : String.fromCharCode(value)))
}
