import { addresses, links, styles } from './addresses.ts'
import { breakouts, serialized, templates } from './breakouts.ts'
import { characters, long, objectNames, terminal } from './characters.ts'
import { foreignMarkup, markup, mutating } from './markup.ts'

/** A site that must never hear of anything. */
const outside = 'https://evil.example/x'

/** Text that would do something, each in its own way, were it taken for anything but text. What ran tells its number. */
export const payloads: readonly string[] = kinds().flat()

function kinds(): string[][] {
  let number = 0
  const numbered = (make: (run: string, outside: string) => string[]) => {
    // Made once to know how many there are, and then each with its own number.
    const { length } = make('', outside)
    return Array.from({ length }, (_, index) => make(`window.__xss=${number++}`, outside)[index] as string)
  }
  return [
    numbered(markup),
    numbered(foreignMarkup),
    numbered(mutating),
    numbered(breakouts),
    numbered(serialized),
    numbered(templates),
    numbered(addresses),
    numbered(links),
    numbered(styles),
    numbered(characters),
    numbered(terminal),
    numbered(() => objectNames),
    numbered(long),
  ]
}

/** As a name, a title or a tag takes it: one line, without control characters, and no longer. */
export function asLine(payload: string, longest: number): string {
  const line = payload.replaceAll(/\p{Cc}/gu, '').slice(0, longest)
  return /\p{Surrogate}$/u.test(line) ? line.slice(0, -1) : line
}

/** As a key of content takes it: `__proto__` is refused there. */
export function asKey(payload: string): string {
  return payload === '__proto__' ? '__proto__ ' : payload.slice(0, 500)
}
