import { startApi } from '@agentsentry/api'
import { startWorker } from '@agentsentry/worker'
import { Command } from 'commander'
import { readStarterRules } from '../read-rules.ts'
import { parseBothConfigs } from '../serve/parse-both-configs.ts'
import { type Serving, serveUntilInterrupted } from '../serve/serve-until-interrupted.ts'

export const up = new Command('up')
  .description('Serve the API with a worker, in one process, until interrupted')
  .action(() => serveUntilInterrupted(beginAll))

async function beginAll(): Promise<Serving> {
  const { apiConfig, workerConfig } = parseBothConfigs(process.env)
  const starterRules = await readStarterRules()
  const api = await startApi(apiConfig, starterRules)
  const { store, log, meters, tracing } = api
  const worker = startWorker({ store, log, meters, tracing, config: workerConfig, secretRules: starterRules })
  return {
    announcement: `AgentSentry is ready: API ${api.url}  docs ${api.url}/docs`,
    stop: async () => {
      await worker.stop()
      await api.stop()
    },
  }
}
