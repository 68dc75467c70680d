import { SentryError } from '@agentsentry/contract'
import { defaultProjectId, type KeyRole } from '@agentsentry/pipeline'

/** On whose behalf a request is made. */
export interface Caller {
  readonly projectId: string
  /** The name under which the request is audited: `api_key`, `key:ID`, or `anonymous`. */
  readonly actor: string
  /** Null without a key. */
  readonly role: KeyRole | null
  /** Requests a minute; 0 where there is no limit. */
  readonly perMinute: number
}

/** Whoever shows no key, where none is demanded. */
export const anonymous: Caller = { projectId: defaultProjectId, actor: 'anonymous', role: null, perMinute: 0 }

/** Why there is no caller. An error is only made where one is raised: most often a key is not even needed. */
export type Refusal = () => SentryError

export const keyMissing: Refusal = () =>
  new SentryError('key_missing', 'send the API key as `Authorization: Bearer …`, once')
export const keyMalformed: Refusal = () =>
  new SentryError('key_missing', 'this is not a whole API key: its checksum does not fit')
export const keyUnknown: Refusal = () => new SentryError('key_wrong', 'this API key is not known')
export const keyRevoked: Refusal = () => new SentryError('key_wrong', 'this API key is revoked')
export const keyExpired: Refusal = () => new SentryError('key_wrong', 'this API key has expired')
export const tooManyTries: Refusal = () =>
  new SentryError('rate_limited', 'too many wrong API keys came from this address; try again in a few seconds')
