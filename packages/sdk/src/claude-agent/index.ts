export { sentryHooks } from './sentry-hooks.ts'
export { sentryMessages } from './sentry-messages.ts'
