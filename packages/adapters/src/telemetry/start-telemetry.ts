import { noTracing, type Tracing } from '@agentsentry/pipeline/ports'

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

/** Starts tracing where there is somebody to tell. Without an endpoint nothing of OpenTelemetry is loaded. */
export async function startTelemetry({ endpoint, ...options }: TelemetryOptions): Promise<Telemetry> {
  if (endpoint === undefined || endpoint === '') return { tracing: noTracing, stop: async () => {} }
  const { OtlpTelemetry } = await import('./otlp-telemetry.ts')
  const telemetry = new OtlpTelemetry({ ...options, endpoint })
  return { tracing: telemetry, stop: () => telemetry.stop() }
}
