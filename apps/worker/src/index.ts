export { type RunningWorker, startWorker, type WorkerParts } from './main.ts'
export { startWorkerProcess } from './worker-process.ts'
