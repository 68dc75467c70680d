import { noTracing } from '@agentsentry/pipeline/ports'
import type { Telemetry, TelemetryOptions } from './telemetry.ts'

/** Starts tracing where there is somebody to tell. Without an endpoint nothing of OpenTelemetry is loaded. */
export async function startTelemetry({ endpoint, ...options }: TelemetryOptions): Promise<Telemetry> {
  if (endpoint === undefined || endpoint === '') return { tracing: noTracing, stop: async () => {} }
  const { OtlpTelemetry } = await import('./otlp-telemetry.ts')
  const telemetry = new OtlpTelemetry({ ...options, endpoint })
  return { tracing: telemetry, stop: () => telemetry.stop() }
}
