export { type RunningApi, startApi } from './main.ts'
