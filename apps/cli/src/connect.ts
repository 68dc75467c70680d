import { AgentSentryClient, AgentSentryError, UnavailableError } from '@agentsentry/sdk'
import { Option } from 'commander'
import { CommandFailure } from './command-failure.ts'

export interface ServerOptions {
  readonly url?: string
  readonly apiKey?: string
}

const defaultUrl = 'http://localhost:8000'

export function urlOption(description = `address of the API (default: ${defaultUrl})`): Option {
  return new Option('--url <url>', description).env('AGENTSENTRY_API_URL')
}

export function apiKeyOption(): Option {
  return new Option('--api-key <key>', 'key of the API, where it has one').env('AGENTSENTRY_API_KEY')
}

/** A client whose server was seen to answer: one line now is worth more than one for each session. */
export async function connect({ url, apiKey }: ServerOptions): Promise<AgentSentryClient> {
  try {
    const client = new AgentSentryClient({ baseUrl: url || defaultUrl, apiKey: apiKey ?? '' })
    await client.ready()
    return client
  } catch (error) {
    if (error instanceof UnavailableError)
      throw new CommandFailure(`no AgentSentry at ${url || defaultUrl}: ${error.message}`)
    throw error instanceof AgentSentryError ? new CommandFailure(error.message) : error
  }
}

/** Asks the server. What it refuses, or does not answer, is a `CommandFailure`. */
export async function ask<Answer>(
  options: ServerOptions,
  question: (client: AgentSentryClient) => Promise<Answer>,
): Promise<Answer> {
  const client = await connect(options)
  try {
    return await question(client)
  } catch (error) {
    throw error instanceof AgentSentryError ? new CommandFailure(error.message) : error
  }
}
