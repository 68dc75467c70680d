import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where the dashboard lies in a clone, and where its builds are kept. */
export interface DashboardFolders {
  /** Root of the project. */
  readonly root: string
  readonly source: string
  /** Holds one folder for each build, named for the sources it was made from. */
  readonly builds: string
}

export function dashboardFolders(): DashboardFolders {
  const root = resolve(import.meta.dirname, '../../../..')
  const source = join(root, 'apps/dashboard')
  return { root, source, builds: join(source, '.build') }
}

/** False where only the server was installed, as in its image. */
export function isDashboardInstalled({ source }: DashboardFolders): boolean {
  return existsSync(join(source, 'node_modules/next/package.json'))
}
