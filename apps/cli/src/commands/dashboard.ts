import { Command } from 'commander'
import { urlOption } from '../connect.ts'
import { serveDashboard } from '../dashboard/serve-dashboard.ts'
import { parseWebConfig } from '../serve/parse-configs.ts'
import { type Serving, serveUntilInterrupted } from '../serve/serve-until-interrupted.ts'

export const dashboard = new Command('dashboard')
  .description('Serve the dashboard alone, for an API that runs elsewhere, until interrupted')
  .addOption(urlOption())
  .action(({ url }: { url?: string }) => serveUntilInterrupted(() => beginDashboard(url || 'http://localhost:8000')))

async function beginDashboard(apiUrl: string): Promise<Serving> {
  const { url, stop } = await serveDashboard({
    config: parseWebConfig(process.env),
    apiUrl,
    say: (line) => console.error(`agentsentry: ${line}`),
    signal: new AbortController().signal,
  })
  return { announcement: `AgentSentry is ready: dashboard ${url}`, stop }
}
