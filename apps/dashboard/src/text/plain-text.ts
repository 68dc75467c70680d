import { segmentText } from './segment-text.ts'

/**
 * Hostile text for where only text can stand: options, titles of pages, labels. Characters that do not show appear by their
 * names in brackets; line breaks become blanks.
 */
export function plainText(text: string, limit = 120): string {
  const shown = segmentText(text, { to: Math.min(text.length, limit) })
    .map((segment) => (segment.kind === 'text' ? segment.text : `[${segment.label}]`))
    .join('')
    .replaceAll(/\s+/g, ' ')
  return text.length > limit ? `${shown}…` : shown
}
