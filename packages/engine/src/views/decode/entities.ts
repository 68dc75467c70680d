import { decodeHTML } from 'entities'
import { type MappedText, rewrite } from '../mapped-text.ts'

const passage = /&(?:#(?:x[0-9a-f]{1,12}|[0-9]{1,12});?|[a-z][a-z0-9]{1,31};)/gi

/** Named and numeric references of HTML. Null when there are none. */
export function withoutEntities(text: string): MappedText | null {
  return text.includes('&') ? rewrite(text, passage, decodeHTML) : null
}
