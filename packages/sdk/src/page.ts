import type { Answer } from './answer.ts'
import { arrayAnswer } from './answer.ts'

/** One page of a listing. `nextCursor` goes into the next call as `cursor`; null when this was the last page. */
export interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

export interface PageRequest {
  /** 1 to 200. */
  limit?: number | undefined
  /** `nextCursor` of the page before, or an ISO 8601 time: "created before". Null for the first page. */
  cursor?: string | null | undefined
}

/** Reads a listing whose items each have an `id` of the given type. */
export function pageAnswer<Item>(answer: Answer, id: 'string' | 'number'): Page<Item> {
  return { items: arrayAnswer<Item>(answer, { id }), nextCursor: nextCursor(answer.headers.get('link')) }
}

/** The `cursor` parameter of the target whose `rel` is `next`, in a `Link` header (RFC 8288). */
export function nextCursor(link: string | null): string | null {
  for (const [, target = '', parameters = ''] of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    // The target may be relative; only its query is read.
    if (isNext(parameters)) return new URL(target, 'http://relative').searchParams.get('cursor')
  }
  return null
}

function isNext(parameters: string): boolean {
  for (const [, name, quoted, bare] of parameters.matchAll(/;\s*([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s;,"]*))/g)) {
    if (name?.toLowerCase() === 'rel') return (quoted ?? bare ?? '').toLowerCase().split(/\s+/).includes('next')
  }
  return false
}
