import type { Clock } from '@agentsentry/pipeline'

export const systemClock: Clock = { nowMs: () => Date.now() }
