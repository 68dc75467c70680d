import { Gauge, type Registry } from 'prom-client'

/** A figure that is read when somebody asks. */
export interface LiveGauge {
  /** Without the prefix `agentsentry_`. */
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
  /** Takes no time and never throws. */
  readonly read: () => readonly { readonly labels?: Readonly<Record<string, string>>; readonly value: number }[]
}

export function addLiveGauge(registry: Registry, { name, help, labels = [], read }: LiveGauge): void {
  new Gauge({
    name: `agentsentry_${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset()
      for (const { labels = {}, value } of read()) this.set({ ...labels }, value)
    },
  })
}

/** What runs: the figure is always 1, and its labels tell. */
export function buildInfo(version: string): LiveGauge {
  return {
    name: 'build_info',
    help: 'The version that runs; always 1',
    labels: ['version', 'node'],
    read: () => [{ labels: { version, node: process.version }, value: 1 }],
  }
}
