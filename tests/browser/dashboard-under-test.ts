import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AgentSentryClient } from '@agentsentry/sdk'
import { builtDashboard } from '../../apps/cli/src/dashboard/build-dashboard.ts'
import { dashboardFolders } from '../../apps/cli/src/dashboard/dashboard-folders.ts'
import { DashboardProcess } from '../../apps/cli/src/dashboard/dashboard-process.ts'
import { type LiveServer, startLiveServer } from '../live-server.ts'
import { runCommand } from '../run-command.ts'
import { freePort } from '../services/free-port.ts'

export interface DashboardUnderTest {
  readonly url: string
  /** The API that it asks, and a client of it: with the admin key where there is one. */
  readonly apiUrl: string
  readonly client: AgentSentryClient
  /** Makes a key; from the first on every request demands one. */
  makeKey(role: 'ingest' | 'read' | 'admin'): Promise<{ key: string; revoke(): Promise<void> }>
  stopApi(): Promise<void>
  /** Starts it again, at the same address and over the same store. */
  startApi(): Promise<void>
  stop(): Promise<void>
}

export interface DashboardOptions {
  /** Settings of the API. */
  readonly apiEnv?: Readonly<Record<string, string>>
  /** Settings of the dashboard. */
  readonly env?: Readonly<Record<string, string>>
}

/** How long the first file of a run may take to build, on a machine that does other things, too. */
export const startTimeoutMs = 600_000

/** The dashboard as it is served to people, before the real API over a new SQLite file, on free ports. */
export async function startDashboard({ apiEnv = {}, env = {} }: DashboardOptions = {}): Promise<DashboardUnderTest> {
  const server = await builtServer()
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-dashboard-'))
  const databasePath = join(folder, 'test.db')
  const databaseUrl = `sqlite:${databasePath}`
  const apiPort = await freePort()
  const startApi = () => startLiveServer({ env: { AGENTSENTRY_API_PORT: String(apiPort), ...apiEnv }, databasePath })
  let api: LiveServer | null = await startApi()
  const port = await freePort()
  const apiUrl = `http://127.0.0.1:${apiPort}`
  const secret = 'a secret of the tests, long enough'
  const dashboard = new DashboardProcess({ server, host: '127.0.0.1', port, apiUrl, secret, environment: env })
  if (!(await dashboard.ready())) throw new Error('the dashboard does not start')
  const stopApi = async () => {
    await api?.stop()
    api = null
  }
  return {
    url: `http://127.0.0.1:${port}`,
    apiUrl,
    client: new AgentSentryClient({ baseUrl: apiUrl, apiKey: apiEnv.AGENTSENTRY_API_KEY }),
    makeKey: (role) => makeKey(databaseUrl, role),
    stopApi,
    startApi: async () => {
      api ??= await startApi()
    },
    stop: async () => {
      await Promise.all([dashboard.stop(), stopApi()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Built once for a run, by whichever file comes first; a build of these very sources that is there already serves. */
export function builtServer(): Promise<string> {
  const onBuild = () => console.error('building the dashboard …')
  return builtDashboard({ folders: dashboardFolders(), onBuild, signal: new AbortController().signal })
}

let made = 0

async function makeKey(databaseUrl: string, role: string): Promise<{ key: string; revoke(): Promise<void> }> {
  const env = { DATABASE_URL: databaseUrl }
  const { code, stdout, stderr } = await runCommand(['keys', 'create', '--name', `k${++made}`, '--role', role], { env })
  const id = /made the key `([^`]+)`/.exec(stderr)?.[1]
  if (code !== 0 || id === undefined) throw new Error(`no key was made:\n${stderr}`)
  return {
    key: stdout.trim(),
    revoke: async () => {
      const revoked = await runCommand(['keys', 'revoke', id], { env })
      if (revoked.code !== 0) throw new Error(`the key was not revoked:\n${revoked.stderr}`)
    },
  }
}
