import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Dice } from './differential/dice.ts'
import { startLiveServer } from './live-server.ts'
import { plantSecret, randomText, type SecretKind, secretKinds } from './secret-kinds.ts'

const dice = new Dice(4_7)
const random = randomText((limit) => dice.between(0, limit - 1))
const folders: string[] = []

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

/** A body to send, and the texts of which none may be found afterwards. */
interface Planting {
  readonly path: '/traces' | '/sessions'
  readonly body: Record<string, unknown>
  readonly traces: readonly string[]
}

type Place = (kind: SecretKind) => Planting | null

/** Where a secret is planted; each place gets one of its own. */
const places: Readonly<Record<string, Place>> = {
  'a message': inTrace('user', (text) => ({ text: `Take ${text} for that.` })),
  'nested arguments': inTrace('tool', (text) => ({ tool: 'http', args: { a: [{ b: { c: text } }] } })),
  'a key': inTrace('tool', (text) => ({ tool: 'http', args: { headers: { [text]: 'x' } } })),
  'the name of a tool': inTrace('tool', (text) => ({ tool: `x ${text}`, args: {} })),
  'a result': inTrace('tool', (text) => ({ tool: 'http', args: {}, result: `it said ${text}` })),
  'an error': inTrace('tool', (text) => ({ tool: 'http', args: {}, error: { message: `no: ${text}` } })),
  'a key of its own': inTrace('assistant', (text) => ({ text: 'Look.', thinking: { steps: [text] } })),
  'json in a string': inTrace('tool', (text) => ({
    tool: 'http',
    args: { body: JSON.stringify({ deep: { v: text } }) },
  })),
  base64: (kind) => {
    const { text, secret } = plantSecret(kind, random)
    const encoded = Buffer.from(`the key: ${text} is here`).toString('base64')
    return traceOf('tool', { tool: 'http', args: { data: encoded } }, [secret, encoded])
  },
  'percent signs': (kind) => {
    const { text, secret } = plantSecret(kind, random)
    const encode = (plain: string) => plain.replace(/./gs, (character) => `%${character.charCodeAt(0).toString(16)}`)
    return traceOf('tool', { tool: 'http', args: { q: encode(text) } }, [secret, encode(secret)])
  },
  'parts of a list': (kind) => {
    const { text, secret } = plantSecret(kind, random)
    // Of long values only the ends are joined, and a value is no part of its neighbour where a line ends.
    if (text.length > 200 || /\s/.test(text)) return null
    const from = text.indexOf(secret)
    const middle = from + Math.floor(secret.length / 2)
    const parts = [text.slice(0, middle), text.slice(middle)]
    const halves = [text.slice(from, middle), text.slice(middle, from + secret.length)]
    return traceOf('tool', { tool: 'http', args: { parts } }, [secret, ...halves])
  },
  'the title of a session': inSession((text) => ({ title: `About ${text}` })),
  'the user of a session': inSession((text) => ({ user_id: text.slice(0, 200) })),
  'a tag of a session': inSession((text) => ({ tags: ['a', text] }), 100),
  'the metadata of a session': inSession((text) => ({ metadata: { env: [{ [`n ${text}`]: text }] } })),
}

function inTrace(role: string, contentOf: (text: string) => object): Place {
  return (kind) => {
    const { text, secret } = plantSecret(kind, random)
    return traceOf(role, contentOf(text), [secret])
  }
}

function traceOf(role: string, content: object, traces: string[]): Planting {
  return { path: '/traces', body: { role, content }, traces }
}

function inSession(fieldsOf: (text: string) => Record<string, unknown>, longest = 200): Place {
  return (kind) => {
    const { text, secret } = plantSecret(kind, random)
    if (text.length > longest || /\n/.test(text)) return null
    return { path: '/sessions', body: fieldsOf(text), traces: [secret] }
  }
}

/** A secret as it stands, and as it is written in JSON, and in JSON within JSON. */
function formsOf(text: string): string[] {
  const escaped = JSON.stringify(text).slice(1, -1)
  return [...new Set([text, escaped, JSON.stringify(escaped).slice(1, -1)])]
}

/** Requests under way. */
const atOnce = 16

interface Written {
  /** Every byte of the files of the database, while it was open and after it was closed, and all that was printed and answered. */
  readonly bytes: Buffer
  readonly plantings: readonly (Planting & { readonly name: string })[]
}

async function plantEverything(storeSecrets: 'mask' | 'keep', chosen: readonly string[]): Promise<Written> {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-'))
  folders.push(folder)
  const databasePath = join(folder, 'test.db')
  const server = await startLiveServer({
    databasePath,
    env: { LOG_LEVEL: 'trace', AGENTSENTRY_STORE_SECRETS: storeSecrets },
  })
  const seen: Buffer[] = []
  const call = async (path: string, body?: object): Promise<unknown> => {
    const request = () =>
      fetch(server.url + path, {
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' } }),
      })
    // A connection that was idle for long may be closed just as it is used again.
    const response = await request().catch(request)
    const text = await response.text()
    seen.push(Buffer.from(text))
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 500)}`)
    return JSON.parse(text)
  }
  const lookAtFiles = () => {
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (file.isFile()) seen.push(readFileSync(join(file.parentPath, file.name)))
  }
  const plantings: (Planting & { name: string })[] = []
  try {
    for (const name of chosen) {
      const place = places[name] as Place
      const { id: session_id } = (await call('/sessions', {})) as { id: string }
      const made = secretKinds.flatMap((kind) => {
        const planting = place(kind)
        return planting === null ? [] : [{ ...planting, name: `${kind.name} in ${name}` }]
      })
      plantings.push(...made)
      const ids: string[] = []
      for (let from = 0; from < made.length; from += atOnce)
        await Promise.all(
          made.slice(from, from + atOnce).map(async ({ path, body }) => {
            const answer = await call(path, path === '/traces' ? { ...body, session_id } : body)
            if (path === '/traces') ids.push((answer as { id: string }).id)
          }),
        )
      for (const id of ids.slice(0, 2)) await call(`/traces/${id}/explanation`)
      await call(`/sessions/${session_id}/traces?limit=200`)
    }
    await call('/sessions?limit=200')
    await call('/audit/logs?limit=200')
    lookAtFiles()
  } finally {
    expect(await server.stop()).toBe(0)
  }
  lookAtFiles()
  seen.push(Buffer.from(server.output()))
  return { bytes: Buffer.concat(seen), plantings }
}

/** Names of the plantings of which a trace is found. One pass over all bytes, since there are many of both. */
function foundIn({ bytes, plantings }: Written): string[] {
  const needles = new Map<number, { readonly needle: Buffer; readonly name: string }[]>()
  const mayBegin = new Uint8Array(1 << 16)
  for (const { traces, name } of plantings) {
    for (const needle of traces.flatMap(formsOf).map((form) => Buffer.from(form))) {
      const begin = needle.readUInt32LE(0)
      needles.set(begin, [...(needles.get(begin) ?? []), { needle, name }])
      mayBegin[begin & 0xffff] = 1
    }
  }
  const found = new Set<string>()
  for (let at = 0; at + 4 <= bytes.length; at++) {
    if (mayBegin[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] === 0) continue
    for (const { needle, name } of needles.get(bytes.readUInt32LE(at)) ?? [])
      if (bytes.compare(needle, 0, needle.length, at, Math.min(bytes.length, at + needle.length)) === 0) found.add(name)
  }
  return [...found]
}

describe('secrets at rest', () => {
  it('are nowhere in what was written, printed and answered, wherever they were planted', async () => {
    const written = await plantEverything('mask', Object.keys(places))
    expect(written.plantings.length).toBeGreaterThan(1_500)
    expect(foundIn(written)).toEqual([])
  })

  it('are all there where they are to be kept, so this search finds what there is', async () => {
    const written = await plantEverything('keep', Object.keys(places))
    expect(foundIn(written)).toHaveLength(written.plantings.length)
  })
})
