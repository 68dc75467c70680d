import { ConfigError } from '@agentsentry/adapters'
import { type ApiConfig, parseApiConfig } from '@agentsentry/api'
import { parseWorkerConfig, type WorkerConfig } from '@agentsentry/worker'

interface BothConfigs {
  readonly apiConfig: ApiConfig
  readonly workerConfig: WorkerConfig
}

/** The settings of API and worker. Throws `ConfigError` with the faults of both, each once. */
export function parseBothConfigs(environment: Readonly<Record<string, string | undefined>>): BothConfigs {
  const faults = new Set<string>()
  const tried = <Config>(parse: (environment: Readonly<Record<string, string | undefined>>) => Config) => {
    try {
      return parse(environment)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      for (const fault of error.faults) faults.add(fault)
      return null
    }
  }
  const apiConfig = tried(parseApiConfig)
  const workerConfig = tried(parseWorkerConfig)
  if (apiConfig === null || workerConfig === null) throw new ConfigError([...faults])
  return { apiConfig, workerConfig }
}
