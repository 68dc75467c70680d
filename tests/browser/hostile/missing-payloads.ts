import { payloads } from './payloads.ts'

/**
 * Payloads that a text does not show. Of each its longest run of ordinary characters is looked for, among the first of those
 * that a page shows: characters that do not show are shown by their names, and blanks as a browser pleases.
 */
export function missingPayloads(
  seen: string,
  shownLength: number,
  as: (payload: string, longest: number) => string = (payload, longest) => payload.slice(0, longest),
): string[] {
  const text = withoutBlanks(seen)
  return payloads.filter((payload) => {
    const shown = as(payload, shownLength).split(/[^\x21-\x7e]+/)
    const longest = shown.reduce((most, part) => (part.length > most.length ? part : most), '')
    return !text.includes(longest)
  })
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, '')
}
