import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { type OwnServer, startOwnServer } from './own-server.ts'

const packagedVersions = '/usr/lib/postgresql'

/** A PostgreSQL of its own for a test that kills it; others take a database in the one that a run starts. */
export async function startOwnPostgres(): Promise<OwnServer> {
  const reason = whyNoOwnPostgres()
  if (reason !== null) throw new Error(reason)
  const user = serverUser() ?? undefined
  const folder = await mkdtemp(join(tmpdir(), 'agentsentry-postgres-'))
  if (user) await chown(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  try {
    await makeCluster(data, user)
    const port = await freePort()
    return await startOwnServer({
      command: join(programs() as string, 'postgres'),
      parameters: ['-D', data, '-p', String(port), ...settings(folder)],
      user,
      folder,
      port,
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      ready: /ready to accept connections/,
      stopSignal: 'SIGINT',
      endSignal: 'QUIT',
    })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Null where it can be started, else what is missing. */
export function whyNoOwnPostgres(): string | null {
  if (programs() === null) return 'PostgreSQL is not installed (Debian: postgresql)'
  if (isRoot() && serverUser() === null) return 'PostgreSQL does not run as root, and there is no user `postgres`'
  return null
}

/** The newest version's programs. */
function programs(): string | null {
  if (existsSync(packagedVersions)) {
    const versions = readdirSync(packagedVersions).sort((left, right) => Number(right) - Number(left))
    const folders = versions.map((version) => join(packagedVersions, version, 'bin'))
    const found = folders.find((folder) => existsSync(join(folder, 'initdb')))
    if (found !== undefined) return found
  }
  const configured = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  return configured && existsSync(join(configured, 'initdb')) ? configured : null
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function serverUser(): { uid: number; gid: number } | null {
  if (!isRoot()) return null
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout),
  )
  return uid && gid ? { uid, gid } : null
}

/**
 * Text is ordered as people order words, not by bytes, as in most PostgreSQL that are in use: a query that counts on
 * the order of SQLite must fail here.
 */
async function makeCluster(data: string, user: { uid: number; gid: number } | undefined): Promise<void> {
  const collation = ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US']
  await promisify(execFile)(
    join(programs() as string, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions', ...collation],
    { ...user, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } },
  )
}

/** What differs from the defaults is where it can be reached and how much it takes; `fsync` stays on. */
function settings(folder: string): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: 200,
    // In files of the data folder, so that a killed one leaves nothing elsewhere.
    dynamic_shared_memory_type: 'mmap',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
