import type { FastifyRequest } from 'fastify'

/**
 * The key of `Authorization: Bearer KEY`, whatever the case of the scheme. Null when there is no such header, when it is
 * of another form, and when there are several: two readers of such a request could take it for two different ones.
 */
export function bearerKeyOf({ headers: { authorization }, raw: { rawHeaders } }: FastifyRequest): string | null {
  if (authorization === undefined || countAuthorizations(rawHeaders) > 1) return null
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null
}

/** Node keeps the first of several and drops the others. */
function countAuthorizations(rawHeaders: readonly string[]): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 13 && name.toLowerCase() === 'authorization') count++
  }
  return count
}
