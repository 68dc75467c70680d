import type { Content } from '@agentsentry/contract'
import { freeName, put } from './json.ts'
import { toContent } from './snapshot.ts'

/** Content as a server records it: every field as `toContent` shows it; one that is undefined is left out, as in JSON. */
export function recordable(content: Content): Content {
  const recorded = {}
  for (const [position, [key, value]] of Object.entries(content).entries()) {
    if (value !== undefined) put(recorded, freeName(recorded, key, position), toContent(value))
  }
  return recorded
}
