// Asks a local model through Ollama, and shows its reply only when AgentSentry lets it pass: the question is judged before
// the model gets it, the reply before you see it.
//
//   node examples/ollama-demo.ts ["a question"]
//
// Ollama is looked for at OLLAMA_HOST (default http://localhost:11434). The model is OLLAMA_MODEL, else the first that Ollama
// has. The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it
// demands one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { AgentSentryClient, AgentSentryError, Enforcer, messageStep, type Ruling, Tracer } from '@agentsentry/sdk'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'
const ollamaUrl = addressOf(process.env.OLLAMA_HOST || 'http://localhost:11434')
const question = process.argv[2] || 'In one sentence: what should an assistant never do with a password?'
/** A model that has to be loaded first takes its time. */
const modelTimeoutMs = 180_000

/** What is missing, for people. */
class Missing extends Error {}

async function main(): Promise<void> {
  const model = await findModel()
  console.log(`model ${model}`)
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const tracer = new Tracer(client, { session: { title: 'Ollama demo', agent: 'example-ollama' } })
  const enforcer = new Enforcer(tracer)
  console.log(`session ${await tracer.sessionId()}`)

  if (!print('question', question, await enforcer.rule(messageStep('user', question)))) return
  const reply = await ask(model, question)
  print('reply', reply, await enforcer.rule(messageStep('assistant', reply, { model })))
}

/** Prints the decision, why, and the text itself only where it may be shown. Says whether it may. */
function print(what: string, text: string, ruling: Ruling): boolean {
  const isDenied = 'denial' in ruling
  const verdict = 'denial' in ruling ? ruling.denial : ruling.verdict
  console.log(`${what}: ${verdict?.decision ?? 'no verdict'}`)
  for (const reason of verdict?.reasons ?? [])
    console.log(`  ${reason.rule}: ${reason.excerpt ?? reason.description ?? ''}`)
  const shown = ruling.kind === 'rewrite' ? String(ruling.content.text) : text
  console.log(`  ${isDenied ? 'withheld' : shown}`)
  return !isDenied
}

async function findModel(): Promise<string> {
  const { models = [] } = await call<{ models?: { name: string }[] }>('GET', '/api/tags')
  const names = models.map(({ name }) => name)
  const wanted = process.env.OLLAMA_MODEL
  const found = wanted === undefined ? names[0] : names.find((name) => name === wanted || name === `${wanted}:latest`)
  if (found !== undefined) return found
  const has = names.length === 0 ? 'has no model' : `has no \`${wanted}\`, but ${names.join(', ')}`
  throw new Missing(`Ollama at ${ollamaUrl} ${has}. Fetch one: ollama pull ${wanted ?? 'llama3.2'}`)
}

/** Builds of Ollama that do not know `/api/chat` answer 404 without saying that they miss the model. */
async function ask(model: string, prompt: string): Promise<string> {
  try {
    const messages = [{ role: 'user', content: prompt }]
    const { message } = await call<{ message: { content: string } }>('POST', '/api/chat', { model, messages })
    return message.content
  } catch (error) {
    if (!(error instanceof OllamaRefusal) || error.status !== 404 || /model/.test(error.message)) throw error
  }
  const { response } = await call<{ response: string }>('POST', '/api/generate', { model, prompt })
  return response
}

class OllamaRefusal extends Missing {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const sent = body && { body: JSON.stringify({ ...body, stream: false }) }
  const response = await fetch(ollamaUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(modelTimeoutMs),
    ...sent,
  }).catch((cause: Error) => {
    const why = cause.name === 'TimeoutError' ? `did not answer within ${modelTimeoutMs / 1_000} s` : 'is not there'
    throw new Missing(`Ollama at ${ollamaUrl} ${why}. Start it with \`ollama serve\`, or set OLLAMA_HOST.`)
  })
  const text = await response.text()
  if (!response.ok) throw new OllamaRefusal(response.status, `Ollama answered ${path} with ${response.status}: ${text}`)
  try {
    return JSON.parse(text) as Answer
  } catch {
    throw new Missing(`what answers at ${ollamaUrl} is not Ollama`)
  }
}

/** Ollama itself takes hosts without a scheme, and without a port. */
function addressOf(host: string): string {
  const url = new URL(/^https?:\/\//.test(host) ? host : `http://${host}`)
  if (url.port === '' && !/^https?:\/\//.test(host)) url.port = '11434'
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1'
  return url.href.replace(/\/$/, '')
}

try {
  await main()
} catch (error) {
  if (error instanceof Missing) console.error(error.message)
  else if (error instanceof AgentSentryError) {
    console.error(`AgentSentry at ${baseUrl}: ${error.message}`)
    console.error('Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.')
  } else throw error
  process.exitCode = 1
}
