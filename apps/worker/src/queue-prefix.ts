import { createHash } from 'node:crypto'

/**
 * Names the queue after its database. Two installations may share a Redis: neither takes the other's checks, which it
 * could only drop.
 */
export function queuePrefix(databaseUrl: string): string {
  const { protocol, host, pathname } = new URL(databaseUrl)
  const digest = createHash('sha256').update(`${protocol}//${host}${pathname}`).digest('hex')
  return `agentsentry:${digest.slice(0, 12)}`
}
