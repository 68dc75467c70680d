import { startWorkerProcess } from '@agentsentry/worker'
import { parseWorkerConfig } from '@agentsentry/worker/config'
import { Command } from 'commander'
import { readStarterRules } from '../read-rules.ts'
import { type Serving, serveUntilInterrupted } from '../serve/serve-until-interrupted.ts'

export const worker = new Command('worker')
  .description('Make checks, deliveries and everything else that happens after the answer, until interrupted')
  .action(() => serveUntilInterrupted(beginWorker))

async function beginWorker(): Promise<Serving> {
  const { url, stop } = await startWorkerProcess(parseWorkerConfig(process.env), await readStarterRules())
  return { announcement: `AgentSentry is ready: worker ${url}/healthz`, stop }
}
