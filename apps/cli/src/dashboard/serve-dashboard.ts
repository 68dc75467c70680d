import { setTimeout as pause } from 'node:timers/promises'
import { CommandFailure } from '../command-failure.ts'
import { builtDashboard } from './build-dashboard.ts'
import { choosePort } from './choose-port.ts'
import { dashboardFolders, isDashboardInstalled } from './dashboard-folders.ts'
import {
  DashboardProcess,
  type DashboardProcessOptions,
  reachable,
  wrongSettingsExitCode,
} from './dashboard-process.ts'
import { dashboardSecret } from './dashboard-secret.ts'
import type { WebConfig } from './web-config.ts'

export interface RunningDashboard {
  readonly url: string
  /** Settles when it is given up; never while it runs or is about to run again. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export interface ServeDashboardOptions {
  readonly config: WebConfig
  readonly apiUrl: string
  /** What a person should know: that it is built, that it failed and is started again. */
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const firstPauseMs = 1_000
const longestPauseMs = 30_000
/** Whoever has run for so long has not failed to start. */
const steadyMs = 60_000

/**
 * Builds the dashboard when it must be, starts it, and starts it again when it ends. Resolves when it answers. Throws
 * `CommandFailure` when it cannot be served at all.
 */
export async function serveDashboard({
  config,
  apiUrl,
  say,
  signal,
}: ServeDashboardOptions): Promise<RunningDashboard> {
  const folders = dashboardFolders()
  if (!isDashboardInstalled(folders)) throw new CommandFailure('the dashboard is not part of this installation')
  const host = config.AGENTSENTRY_HOST
  // Before the build: half a minute is too long to wait for the news that the port is taken.
  const port = await choosePort(host, config.AGENTSENTRY_WEB_PORT)
  const onBuild = () => say('building the dashboard; this is done once, and takes half a minute or so …')
  const server = await builtDashboard({ folders, onBuild, signal })
  const options = { server, host, port, apiUrl, secret: dashboardSecret(config), environment: process.env }
  const first = new DashboardProcess(options)
  if (!(await first.ready())) throw new CommandFailure('the dashboard does not start; the lines above say why')
  const keeper = keepRunning(first, options, say)
  return { url: `http://${shownHost(host)}:${port}`, ...keeper }
}

function keepRunning(
  first: DashboardProcess,
  options: DashboardProcessOptions,
  say: (line: string) => void,
): Pick<RunningDashboard, 'ended' | 'stop'> {
  const stopping = new AbortController()
  let current = first
  async function watch(): Promise<void> {
    for (let pauseMs = firstPauseMs; ; ) {
      const startedMs = Date.now()
      const code = await current.exited
      if (stopping.signal.aborted) return
      if (code === wrongSettingsExitCode) return say('the dashboard has wrong settings and is not started again')
      if (Date.now() - startedMs > steadyMs) pauseMs = firstPauseMs
      say(`the dashboard ended (${code ?? 'by a signal'}) and is started again`)
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      current = new DashboardProcess(options)
    }
  }
  const ended = watch()
  return {
    ended,
    stop: async () => {
      stopping.abort()
      await current.stop()
      await ended
    },
  }
}

/** What a person types. */
function shownHost(host: string): string {
  return ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host) ? 'localhost' : reachable(host)
}
