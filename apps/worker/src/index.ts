export { parseWorkerConfig, type WorkerConfig, workerConfigSchema } from './config.ts'
export { type RunningWorker, startWorker, type WorkerParts } from './main.ts'
export { startWorkerProcess } from './worker-process.ts'
