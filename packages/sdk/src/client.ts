import { OverviewCalls } from './overview-calls.ts'

/**
 * The HTTP API, one method for each endpoint. It reads nothing from the environment.
 *
 * Every method throws {@link ApiError} when the server refuses the request (4xx) and {@link UnavailableError} when there is
 * no usable answer within `timeoutMs`. Reading calls and `sendTrace` are repeated after a failed connection, a time-out, 429,
 * 502, 503 and 504; everything else is sent once, because its first attempt may have done the work.
 */
export class AgentSentryClient extends OverviewCalls {}
