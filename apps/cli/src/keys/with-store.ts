import { existsSync } from 'node:fs'
import { openStore, StoreUnusableError } from '@agentsentry/adapters/open-store'
import { ConfigError, sqlitePathOf } from '@agentsentry/adapters/settings'
import { parseApiConfig } from '@agentsentry/api/config'
import { SentryError } from '@agentsentry/contract'
import type { Project, Store } from '@agentsentry/pipeline'
import { CommandFailure } from '../command-failure.ts'

export interface WithStoreOptions {
  /** Makes a database where there is none yet, as the first start of a server does. */
  readonly mayCreate: boolean
}

/** Does the work on the store that `DATABASE_URL` names. What goes wrong is a `CommandFailure`. */
export async function withStore<Result>(
  { mayCreate }: WithStoreOptions,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  try {
    const { DATABASE_URL: url } = parseApiConfig(process.env)
    if (!mayCreate && url.startsWith('sqlite:') && !existsSync(sqlitePathOf(url)))
      throw new CommandFailure(`there is no database \`${sqlitePathOf(url)}\`; see DATABASE_URL`)
    const store = await openStore(url)
    return await work(store).finally(() => store.close())
  } catch (error) {
    const isPlain = [ConfigError, StoreUnusableError, SentryError].some((kind) => error instanceof kind)
    throw isPlain ? new CommandFailure((error as Error).message) : error
  }
}

/** By id or by name. */
export async function findProject({ projects }: Store, idOrName: string): Promise<Project> {
  const project = await projects.findProject(idOrName)
  if (project !== null) return project
  throw new CommandFailure(
    `there is no project \`${idOrName}\`; make it with \`agentsentry projects create ${idOrName}\``,
  )
}
