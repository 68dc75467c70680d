export { type RunningWorker, startWorker, type WorkerLog } from './main.ts'
