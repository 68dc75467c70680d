import { randomBytes } from 'node:crypto'
import { startServer } from '../http/server-process.ts'

/** An API with its worker, and the dashboard in front of it, as anyone runs them. */
export interface Deployment {
  readonly apiUrl: string
  readonly url: string
  stop(): Promise<void>
}

export async function startDeployment(databaseUrl: string): Promise<Deployment> {
  const api = await startServer(['apps/cli/src/main.ts', 'up', '--no-dashboard'], {
    DATABASE_URL: databaseUrl,
    AGENTSENTRY_API_PORT: '0',
    LOG_LEVEL: 'warn',
  })
  try {
    const dashboard = await startServer(['apps/cli/src/main.ts', 'dashboard', '--url', api.url], {
      AGENTSENTRY_WEB_PORT: '0',
      AGENTSENTRY_DASHBOARD_SECRET: randomBytes(32).toString('hex'),
    })
    return {
      apiUrl: api.url,
      url: dashboard.url.replace('localhost', '127.0.0.1'),
      stop: async () => {
        await dashboard.stop()
        await api.stop()
      },
    }
  } catch (error) {
    await api.stop()
    throw error
  }
}
