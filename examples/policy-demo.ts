// An agent with two tools behind the enforcer, under the starter rules: writing a secret draws a warning and goes ahead,
// `rm -rf /` is stopped before the tool runs. The program checks both by what the tools really did.
//
//   node examples/policy-demo.ts
//
// The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
// one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AgentSentryClient, AgentSentryError, EnforcementError, Enforcer, Tracer } from '@agentsentry/sdk'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'

async function main(folder: string): Promise<void> {
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const tracer = new Tracer(client, { session: { title: 'Policy demo', agent: 'example-coder' } })
  const enforcer = new Enforcer(tracer)
  const shellLog = join(folder, 'shell.log')
  await writeFile(shellLog, '')

  const writeNote = enforcer.guard('write_file', ({ name, text }: { name: string; text: string }) =>
    writeFile(join(folder, name), text),
  )
  // It runs nothing, it only writes down what it was told to run: its log is the proof of what reached it.
  const shell = enforcer.guard('shell', ({ command }: { command: string }) => appendFile(shellLog, `${command}\n`))

  await tracer.user('Save the credentials of the test database, look around, then clean up.')

  console.log('1. The agent writes a file that looks like credentials.')
  const text = 'user: test\npassword: not-a-real-one\napi_key: AKIAIOSFODNN7EXAMPLE\n'
  await writeNote({ name: 'credentials.txt', text })
  check(
    (await readFile(join(folder, 'credentials.txt'), 'utf8')) === text,
    'the file was written, as a warning lets it',
  )
  check(enforcer.counters.warned > 0, 'AgentSentry warned')

  console.log('2. The agent runs `ls -l`.')
  await shell({ command: 'ls -l' })
  check((await readFile(shellLog, 'utf8')) === 'ls -l\n', 'the shell got the command')

  console.log('3. The agent runs `rm -rf /`.')
  const denial = await shell({ command: 'rm -rf /' }).then(
    () => undefined,
    (error: unknown) => error,
  )
  check((await readFile(shellLog, 'utf8')) === 'ls -l\n', 'the shell never got the command')
  if (!(denial instanceof EnforcementError)) throw denial ?? new Error('nothing was stopped')
  check(!denial.unavailable && !denial.toolRan, 'a rule stopped it, before the tool ran')
  console.log(`   AgentSentry stopped it: ${denial.message}`)

  console.log(`Session ${await tracer.sessionId()}: ${JSON.stringify(enforcer.counters)}`)
}

function check(holds: boolean, claim: string): void {
  console.log(`   ${holds ? 'checked' : 'VIOLATED'}: ${claim}`)
  if (!holds) process.exitCode = 1
}

const folder = await mkdtemp(join(tmpdir(), 'policy-demo-'))
try {
  await main(folder)
} catch (error) {
  console.error(error instanceof AgentSentryError ? `AgentSentry at ${baseUrl}: ${error.message}` : error)
  if (error instanceof AgentSentryError) {
    console.error('Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.')
  }
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
