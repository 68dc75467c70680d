import { AgentSentryClient } from '@agentsentry/sdk'
import { LocalTracer } from '@agentsentry/sdk/local'

// An agent for `local-processes.test.ts`: `node local-agent.ts URL FOLDER MODE STEP…`. Prints a line for each step that is
// answered, and never closes its tracer.

const [, , baseUrl = '', folder = '', mode = '', ...steps] = process.argv
const client = new AgentSentryClient({ baseUrl, timeoutMs: 3_000, retries: 0 })
const tracer = await LocalTracer.open(client, {
  judgeMs: 10_000,
  onProblem: () => {},
  // Killed before anything is sent: what is left is on disk or nowhere.
  lingerMs: mode === 'linger' ? 60_000 : 20,
  ...(folder === '' ? {} : { folder }),
})
console.log(`session ${await tracer.sessionId().catch(() => '-')}`)
for (const step of steps) {
  const { decision, id } = await tracer.tool('shell', { command: step })
  console.log(`${decision} ${id}`)
}
console.log('done')
if (mode === 'linger') setInterval(() => {}, 1_000)
