import type { Draw } from '../draw.ts'
import type { Pattern } from './bench-rule.ts'

type Template = (index: number, draw: Draw) => Pattern

/** Two of three have a fixed shape (digits between separators); the third has nothing but character classes. */
const templates: readonly Template[] = [
  (index, draw) => {
    const [first, last] = [3 + (index % 4), 4 + Math.floor(index / 12)]
    return {
      pattern: `\\b\\d{${first}}-\\d{2}-\\d{${last}}\\b`,
      literals: [],
      example: `${draw.digits(first)}-${draw.digits(2)}-${draw.digits(last)}`,
      nearMiss: `${draw.digits(first)}-${draw.digits(2)}-${draw.digits(last - 1)}`,
    }
  },
  (index, draw) => {
    const groups = 3 + (index % 3)
    const width = 3 + Math.floor(index / 9)
    return {
      pattern: `\\b(?:\\d{${width}}[ .-]){${groups}}\\d{${width}}\\b`,
      literals: [],
      example: `${`${draw.digits(width)} `.repeat(groups)}${draw.digits(width)}`,
      nearMiss: `${`${draw.digits(width)} `.repeat(groups - 1)}x`,
    }
  },
  (index, draw) => {
    const length = 24 + index
    return {
      pattern: index % 2 === 0 ? `\\b[0-9a-f]{${length}}\\b` : `\\b[A-Z]{2}[0-9A-Z]{${length}}\\b`,
      literals: [],
      example: index % 2 === 0 ? draw.hex(length) : `AB${draw.upper(length)}`,
      nearMiss: index % 2 === 0 ? draw.hex(length - 1) : `AB${draw.upper(length - 1)}`,
    }
  },
]

/** Rules without a usable literal, as every real pack has a few: the first is a social security number. */
export function unanchoredPattern(index: number, draw: Draw): Pattern {
  const template = templates[index % templates.length] as Template
  return template(index, draw)
}
