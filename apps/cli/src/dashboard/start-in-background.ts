import { CommandFailure } from '../command-failure.ts'
import { reachable } from './dashboard-process.ts'
import { type RunningDashboard, serveDashboard } from './serve-dashboard.ts'
import type { WebConfig } from './web-config.ts'

/**
 * Starts the dashboard beside an API that serves already, and says when it is there. What goes wrong with it is said, too, and
 * is no reason for the API to end.
 */
export function startDashboardInBackground(config: WebConfig, apiUrl: string): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const say = (line: string) => console.error(`agentsentry: ${line}`)
  const starting = serveDashboard({ config, apiUrl: reachableUrl(apiUrl), say, signal: stopping.signal })
  const running: Promise<RunningDashboard | null> = starting.catch((error: unknown) => {
    if (!stopping.signal.aborted) say(error instanceof CommandFailure ? error.message : String(error))
    return null
  })
  void running.then((dashboard) => {
    if (dashboard !== null && !stopping.signal.aborted) console.log(`dashboard ${dashboard.url}`)
  })
  return {
    stop: async () => {
      stopping.abort()
      await (await running)?.stop()
    },
  }
}

function reachableUrl(url: string): string {
  const { hostname, port } = new URL(url)
  return `http://${reachable(hostname.replace(/^\[|\]$/g, ''))}:${port}`
}
