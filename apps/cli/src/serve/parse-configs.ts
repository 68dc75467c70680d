import { ConfigError, parseSettings } from '@agentsentry/adapters/settings'
import { type ApiConfig, parseApiConfig } from '@agentsentry/api/config'
import { parseWorkerConfig, type WorkerConfig } from '@agentsentry/worker/config'
import { type WebConfig, webConfigSchema } from '../dashboard/web-config.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Configs {
  readonly apiConfig: ApiConfig
  readonly workerConfig: WorkerConfig
  readonly webConfig: WebConfig
}

export function parseWebConfig(environment: Environment): WebConfig {
  return parseSettings(webConfigSchema, environment)
}

/** The settings of everything that `up` starts. Throws `ConfigError` with the faults of all, each once. */
export function parseConfigs(environment: Environment): Configs {
  const faults = new Set<string>()
  const tried = <Config>(parse: (environment: Environment) => Config) => {
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
  const webConfig = tried(parseWebConfig)
  if (apiConfig === null || workerConfig === null || webConfig === null) throw new ConfigError([...faults])
  return { apiConfig, workerConfig, webConfig }
}
