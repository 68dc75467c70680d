import type { DatabaseConnection } from 'kysely'

/** A connection whose failures are told by `throwTold`, which never returns; all else is that of the connection. */
export function tellingConnection(
  connection: DatabaseConnection,
  throwTold: (error: unknown) => never,
): DatabaseConnection {
  // What Kysely puts on a connection, such as its log, stays with this one and does not end up on the one behind.
  const own = new Map<string | symbol, unknown>()
  own.set('executeQuery', (...given: Parameters<DatabaseConnection['executeQuery']>) =>
    connection.executeQuery(...given).catch(throwTold),
  )
  return new Proxy(connection, {
    get: (target, name) => {
      if (own.has(name)) return own.get(name)
      // Bound to what is behind: a connection may keep its client in a private field.
      const member = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
    set: (_target, name, value) => {
      own.set(name, value)
      return true
    },
  })
}
