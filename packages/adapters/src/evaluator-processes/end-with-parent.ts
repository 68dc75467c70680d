import { workerData } from 'node:worker_threads'

// A thread beside the one that judges, which may be busy when whoever asked it is gone and would be so for minutes.

const parentProcessId: unknown = workerData
setInterval(() => {
  if (process.ppid !== parentProcessId) process.kill(process.pid, 'SIGKILL')
}, 100)
