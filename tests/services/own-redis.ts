import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { type OwnServer, startOwnServer } from './own-server.ts'

/** A Redis of its own for a test that kills or flushes it; others take a database in the one that a run starts. */
export async function startOwnRedis(): Promise<OwnServer> {
  const reason = whyNoOwnRedis()
  if (reason !== null) throw new Error(reason)
  const folder = await mkdtemp(join(tmpdir(), 'agentsentry-redis-'))
  try {
    const port = await freePort()
    return await startOwnServer({
      command: 'redis-server',
      parameters: Object.entries(settings(folder, port)).flatMap(([name, value]) => [`--${name}`, value]),
      folder,
      port,
      url: `redis://127.0.0.1:${port}`,
      ready: /ready to accept connections/i,
      stopSignal: 'SIGTERM',
      endSignal: 'KILL',
    })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** Null where it can be started, else what is missing. */
export function whyNoOwnRedis(): string | null {
  const { error } = spawnSync('redis-server', ['--version'], { stdio: 'ignore' })
  return error === undefined ? null : 'Redis is not installed (Debian: redis-server)'
}

/** Written down as in `infra/docker-compose.yml`: a power cut loses the last second at most. */
function settings(folder: string, port: number): Record<string, string> {
  return {
    bind: '127.0.0.1',
    port: String(port),
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '',
    databases: '64',
  }
}
