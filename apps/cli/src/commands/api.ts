import { startApi } from '@agentsentry/api'
import { parseApiConfig } from '@agentsentry/api/config'
import { Command } from 'commander'
import { readStarterRules } from '../read-rules.ts'
import { type Serving, serveUntilInterrupted } from '../serve/serve-until-interrupted.ts'

export const api = new Command('api')
  .description('Serve the API without a worker, until interrupted: one of several processes over one database')
  .action(() => serveUntilInterrupted(beginApi))

async function beginApi(): Promise<Serving> {
  const { url, prepare, stop } = await startApi(parseApiConfig(process.env), await readStarterRules())
  prepare()
  return { announcement: `AgentSentry is ready: API ${url}  docs ${url}/docs`, stop }
}
