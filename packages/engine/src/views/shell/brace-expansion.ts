const most = 64

/** `{a,b}` and `{1..3}`, nested or not, as the words that the shell makes of them. At most 64. */
export function expandBraces(text: string): string[] {
  return expand(text, 0)
}

function expand(text: string, depth: number): string[] {
  const open = text.indexOf('{')
  if (open < 0 || depth > 8) return [text]
  const close = closing(text, open)
  if (close < 0) return [text]
  const before = text.slice(0, open)
  const items = itemsOf(text.slice(open + 1, close))
  const after = expand(text.slice(close + 1), depth + 1)
  if (items === null) return after.map((rest) => text.slice(0, close + 1) + rest).slice(0, most)
  return items
    .flatMap((item) => expand(item, depth + 1))
    .flatMap((item) => after.map((rest) => before + item + rest))
    .slice(0, most)
}

function closing(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return -1
}

function itemsOf(inside: string): string[] | null {
  const range = /^(-?\d{1,6}|[a-zA-Z])\.\.(-?\d{1,6}|[a-zA-Z])$/.exec(inside)
  if (range !== null) return rangeOf(range[1] as string, range[2] as string)
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
  return items.length === 0 ? null : [...items, inside.slice(start)].slice(0, most)
}

function rangeOf(first: string, last: string): string[] {
  const isNumber = /\d/.test(first)
  const from = isNumber ? Number(first) : first.charCodeAt(0)
  const to = isNumber ? Number(last) : last.charCodeAt(0)
  const step = from <= to ? 1 : -1
  const values = Array.from({ length: Math.min(Math.abs(to - from) + 1, most) }, (_each, at) => from + step * at)
  return values.map((value) => (isNumber ? String(value) : String.fromCharCode(value)))
}
