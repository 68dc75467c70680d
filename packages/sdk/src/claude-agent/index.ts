export type { Judge } from '../judge.ts'
export { shadow } from '../shadow.ts'
export { sentryHooks } from './sentry-hooks.ts'
export { sentryMessages } from './sentry-messages.ts'
