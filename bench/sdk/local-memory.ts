import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { AgentSentryClient } from '@agentsentry/sdk'
import { LocalTracer } from '@agentsentry/sdk/local'

// `node local-memory.ts URL`: bytes of the heap before and after a LocalTracer is open, in a process of its own.

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

function heap(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

const client = new AgentSentryClient({ baseUrl: process.argv[2] })
await client.createSession()
const before = heap()
const tracer = await LocalTracer.open(client)
for (let step = 0; step < 100; step += 1) await tracer.tool('mail', { text: `step ${step}` }, { result: 'sent' })
await tracer.flush()
console.log(JSON.stringify({ before, after: heap() }))
await tracer.close()
