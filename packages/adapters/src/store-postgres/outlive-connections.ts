import type { Pool } from 'pg'

/**
 * Has the process outlive the loss of a connection, also between two statements of a transaction, when no statement is
 * there to fail. `onLost` is told of those that nobody was using; whoever was using one is told by the next statement.
 */
export function outliveConnections(pool: Pool, onLost: (error: Error) => void): void {
  pool.on('error', onLost)
  // The pool itself listens only to connections that it lends to nobody.
  pool.on('connect', (client) => {
    client.on('error', () => {})
  })
}
