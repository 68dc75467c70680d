export type { Judge } from '../judge.ts'
export { shadow } from '../shadow.ts'
export { sentryProcessor } from './sentry-processor.ts'
export { wrapTools } from './wrap-tools.ts'
