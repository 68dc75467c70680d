import { ConfigError } from '@agentsentry/adapters/settings'
import type { Store } from '@agentsentry/pipeline'

/**
 * In production every route demands a key, so without one that may make others nobody could do anything. Throws
 * `ConfigError`, which says what to type.
 */
export async function demandSomeKey(store: Store, apiKey: string): Promise<void> {
  if (apiKey !== '' || (await hasAdminKey(store))) return
  throw new ConfigError([
    'AGENTSENTRY_ENV: `production` needs a key, and there is none: run `agentsentry keys create --name NAME --role admin` ' +
      'on this database, or set AGENTSENTRY_API_KEY',
  ])
}

async function hasAdminKey({ projects, keys }: Store): Promise<boolean> {
  const all = await Promise.all((await projects.projects()).map(({ id }) => keys.keys(id)))
  const nowMs = Date.now()
  return all
    .flat()
    .some(
      ({ role, revokedAtMs, expiresAtMs }) =>
        role === 'admin' && revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs),
    )
}
