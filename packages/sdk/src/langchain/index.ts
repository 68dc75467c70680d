export type { Judge } from '../judge.ts'
export { shadow } from '../shadow.ts'
export { type SentryMiddlewareOptions, sentryMiddleware } from './sentry-middleware.ts'
