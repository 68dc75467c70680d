import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { printable } from '../printable.ts'

export interface DashboardProcessOptions {
  /** The `server.js` of a build. */
  readonly server: string
  readonly host: string
  readonly port: number
  readonly apiUrl: string
  readonly secret: string
  /** Where its other settings come from. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** What the dashboard may see of the environment: no key, no database. */
const passedOn = [
  'PATH',
  'TZ',
  'LANG',
  'NODE_EXTRA_CA_CERTS',
  'AGENTSENTRY_HOST',
  'AGENTSENTRY_ALLOWED_HOSTS',
  'AGENTSENTRY_ENV',
  'AGENTSENTRY_TRUST_PROXY',
]
const readyWithinMs = 60_000
const graceMs = 1_000

/** The exit code with which the dashboard says that its settings are wrong: starting it again would not help. */
export const wrongSettingsExitCode = 78

/** One run of the dashboard's server. */
export class DashboardProcess {
  readonly #child: ChildProcess
  /** With its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>
  readonly #url: string

  constructor({ server, host, port, apiUrl, secret, environment }: DashboardProcessOptions) {
    const preload = pathToFileURL(`${import.meta.dirname}/end-with-parent.ts`).href
    this.#child = spawn(process.execPath, ['--import', preload, server], {
      env: {
        ...Object.fromEntries(passedOn.flatMap((name) => (environment[name] ? [[name, environment[name]]] : []))),
        AGENTSENTRY_STARTED_BY: String(process.pid),
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        HOSTNAME: host,
        PORT: String(port),
        AGENTSENTRY_API_URL: apiUrl,
        AGENTSENTRY_DASHBOARD_SECRET: secret,
      },
      // What it greets with is not for the reader; what goes wrong is.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.trim() !== '') console.error(`dashboard: ${printable(line)}`)
    })
    this.exited = once(this.#child, 'exit').then(
      ([code]) => code,
      () => null,
    )
    this.#url = `http://${reachable(host)}:${port}/healthz`
  }

  /** Resolves to true when it answers, to false when it ended before it did. */
  async ready(): Promise<boolean> {
    const ended = this.exited.then(() => false as const)
    const untilMs = Date.now() + readyWithinMs
    while (Date.now() < untilMs) {
      if (await Promise.race([this.#answers(), ended])) return true
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) return false
      await pause(100)
    }
    this.#child.kill('SIGKILL')
    return false
  }

  /** It holds nothing that could be lost; open streams would keep it from ending by itself. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs)
    await this.exited
    clearTimeout(timer)
  }

  #answers(): Promise<boolean> {
    return fetch(this.#url, { signal: AbortSignal.timeout(5_000) }).then(
      ({ ok }) => ok,
      () => false,
    )
  }
}

/** An address at which what listens on `host` can be reached from this machine. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
