import { startApi } from '@agentsentry/api'
import { startWorker } from '@agentsentry/worker'
import { Command } from 'commander'
import { startDashboardInBackground } from '../dashboard/start-in-background.ts'
import { readStarterRules } from '../read-rules.ts'
import { parseConfigs } from '../serve/parse-configs.ts'
import { type Serving, serveUntilInterrupted } from '../serve/serve-until-interrupted.ts'

export const up = new Command('up')
  .description('Serve the API with a worker, in one process, and the dashboard beside it, until interrupted')
  .option('--no-dashboard', 'serve no dashboard, and build none')
  .action(({ dashboard }: { dashboard: boolean }) => serveUntilInterrupted(() => beginAll(dashboard)))

async function beginAll(hasDashboard: boolean): Promise<Serving> {
  const { apiConfig, workerConfig, webConfig } = parseConfigs(process.env)
  const starterRules = await readStarterRules()
  const api = await startApi(apiConfig, starterRules)
  api.prepare()
  const { store, log, meters, tracing } = api
  const worker = startWorker({ store, log, meters, tracing, config: workerConfig, secretRules: starterRules })
  const dashboard = hasDashboard ? startDashboardInBackground(webConfig, api.url) : null
  return {
    announcement: `AgentSentry is ready: API ${api.url}  docs ${api.url}/docs`,
    stop: async () => {
      const dashboardStopped = dashboard?.stop()
      await worker.stop()
      await api.stop()
      await dashboardStopped
    },
  }
}
