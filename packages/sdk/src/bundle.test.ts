import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import vm from 'node:vm'
import { build } from 'tsdown'
import ts from 'typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import manifest from '../package.json' with { type: 'json' }
import type * as sdk from './index.ts'

let folder: string
let code: string
let types: string
let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer()
  folder = await mkdtemp(join(tmpdir(), 'agentsentry-sdk-'))
  await build({ cwd: join(import.meta.dirname, '..'), outDir: join(folder, 'dist'), logLevel: 'error' })
  const published = manifest.publishConfig.exports['.']
  code = await readFile(join(folder, published.default), 'utf8')
  types = await readFile(join(folder, published.types), 'utf8')
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What a runtime of the web has, and nothing of Node's. */
const webGlobals = {
  fetch,
  URL,
  AbortSignal,
  AbortController,
  crypto,
  setTimeout,
  clearTimeout,
  console,
  TextEncoder,
  Response,
  Headers,
}

/** The bundle run as a script in a realm that has only the globals of the web. */
function loadInBareRealm(): typeof sdk {
  const exported = /\nexport \{ ([\w, ]+) \};\s*$/.exec(code)
  expect(exported).not.toBeNull()
  const script = `'use strict';\n${code.slice(0, exported?.index)}\n;({ ${exported?.[1]} })`
  return vm.runInNewContext(script, { ...webGlobals })
}

it('the bundle and its types import nothing', () => {
  for (const text of [code, types]) expect(ts.preProcessFile(text).importedFiles).toEqual([])
  expect(code).not.toMatch(/\brequire\(|\bprocess\.|\bBuffer\b|node:/)
  expect(types).not.toContain('zod')
})

it('exports what the source exports', async () => {
  const source = await import('./index.ts')
  expect(Object.keys(loadInBareRealm()).sort()).toEqual(Object.keys(source).sort())
})

it('runs where there is nothing but the web: client, tracer and enforcer', async () => {
  const { AgentSentryClient, Tracer, Enforcer, EnforcementError } = loadInBareRealm()
  const client = new AgentSentryClient({ baseUrl: server.url })
  const tracer = new Tracer(client)
  expect((await tracer.user('hello')).decision).toBe('allow')
  const enforcer = new Enforcer(tracer)
  const bytes = new Uint8Array([104, 105])
  expect(await enforcer.guardAndCall('read', { at: new Date(0), bytes }, () => bytes)).toBe(bytes)
  let ran = false
  const denial = enforcer.guardAndCall('shell', { command: 'rm -rf /' }, () => {
    ran = true
  })
  await expect(denial).rejects.toBeInstanceOf(EnforcementError)
  expect(ran).toBe(false)
  const gone = new AgentSentryClient({ baseUrl: 'http://127.0.0.1:1', timeoutMs: 1_000 })
  await expect(gone.rules()).rejects.toMatchObject({ name: 'UnavailableError' })
})

it('its types serve a strict program that knows neither the contract nor zod', async () => {
  const program = `
    import { AgentSentryClient, Enforcer, EnforcementError, Tracer, type CheckedTrace, type Rule } from './dist/index.js'
    const client = new AgentSentryClient({ baseUrl: 'http://localhost:8000' })
    const enforcer = new Enforcer(new Tracer(client, { session: { agent: 'a' } }), { onUnavailable: 'deny' })
    export const sum: Promise<number> = enforcer.guardAndCall('add', { a: 1 }, async ({ a }) => a + 1)
    export const trace: Promise<CheckedTrace> = client.sendTrace({ session_id: 's', role: 'user', content: {} })
    export const decision: 'allow' | 'warn' | 'redact' | 'ask' | 'block' = (await trace).decision
    export const rules: Rule[] = await client.rules()
    export const stage = (error: unknown): 'input' | 'output' | 'call' | 'result' | null => error instanceof EnforcementError ? error.stage : null
    // @ts-expect-error a role that there is not
    client.sendTrace({ session_id: 's', role: 'robot', content: {} })
  `
  const file = join(folder, 'program.mts')
  await writeFile(file, program)
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    types: [],
  }
  const faults = ts.getPreEmitDiagnostics(ts.createProgram([file], options))
  expect(faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
})
