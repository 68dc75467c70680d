export type { LocalClient } from './local-client.ts'
export type { Disagreement, LocalOptions, LostTrace } from './local-options.ts'
export type { LocalStatus, SenderCounters } from './local-status.ts'
export { LocalTracer } from './local-tracer.ts'
