import type { Tracing } from '@agentsentry/pipeline/ports'

export interface TelemetryOptions {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: the collector's base URL, to which `/v1/traces` is added. Empty: nothing is started. */
  readonly endpoint: string | undefined
  readonly serviceName: 'agentsentry-api' | 'agentsentry-worker'
  readonly serviceVersion: string
  /** The share of traces that are recorded where no caller has decided, from 0 to 1. */
  readonly sampleRatio?: number
  /** Told when spans cannot be sent. They are dropped then; nothing waits for them. */
  readonly onFailure: (message: string) => void
}

export interface Telemetry {
  readonly tracing: Tracing
  /** Sends what is left, within a few seconds, and ends. Never rejects. */
  stop(): Promise<void>
}
