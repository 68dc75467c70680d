export { type RunningWorker, startWorker } from './main.ts'
export type { WorkerParts } from './worker-parts.ts'
export { startWorkerProcess } from './worker-process.ts'
