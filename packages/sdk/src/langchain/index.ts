export { type SentryMiddlewareOptions, sentryMiddleware } from './sentry-middleware.ts'
