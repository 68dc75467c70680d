import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import vm from 'node:vm'
import { build } from 'tsdown'
import ts from 'typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtExports } from '../../../scripts/pack-sdk.ts'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import type * as sdk from './index.ts'

let folder: string
/** Text of each file that the entry and its types load, by its path. */
let code: Map<string, string>
let types: Map<string, string>
let entry: string
let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer()
  folder = await mkdtemp(join(tmpdir(), 'agentsentry-sdk-'))
  await build({ cwd: join(import.meta.dirname, '..'), outDir: join(folder, 'dist'), logLevel: 'error' })
  const published = builtExports()['.']
  entry = join(folder, published.default)
  code = await loadedFrom(entry)
  types = await loadedFrom(join(folder, published.types).replace(/\.d\.ts$/, '.js'), '.d.ts')
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

/** The files that one loads, with itself; whatever is not beside it fails to be read. */
async function loadedFrom(path: string, ending = '.js', loaded = new Map<string, string>()) {
  if (loaded.has(path)) return loaded
  const text = await readFile(path.replace(/\.js$/, ending), 'utf8')
  loaded.set(path, text)
  for (const { fileName } of ts.preProcessFile(text).importedFiles)
    await loadedFrom(join(dirname(path), fileName), ending, loaded)
  return loaded
}

/** The bundle run as scripts in a realm that has only the globals of the web. */
function loadInBareRealm(): typeof sdk {
  const realm = vm.createContext({ ...webGlobals })
  const loaded = new Map<string, Record<string, unknown>>()
  const load = (path: string): Record<string, unknown> => {
    const exported = loaded.get(path) ?? run(path)
    loaded.set(path, exported)
    return exported
  }
  const run = (path: string): Record<string, unknown> => {
    const needed: Record<string, unknown>[] = []
    const script = (code.get(path) ?? '')
      .replace(/^import \{([^}]*)\} from "([^"]+)";$/gm, (_, names: string, file: string) => {
        const index = needed.push(load(join(dirname(path), file))) - 1
        return `const {${names.replaceAll(/ as /g, ': ')}} = needed[${index}];`
      })
      .replace(/^export \{([^}]*)\};\s*$/m, (_, names: string) => {
        return `return {${names.replaceAll(/([\w$]+) as ([\w$]+)/g, '$2: $1')}};`
      })
    return vm.runInContext(`(function (needed) { 'use strict';\n${script}\n})`, realm)(needed)
  }
  return load(entry) as unknown as typeof sdk
}

it('the bundle and its types import nothing from elsewhere', () => {
  for (const path of [...code.keys(), ...types.keys()]) expect(path.startsWith(join(folder, 'dist'))).toBe(true)
  for (const text of code.values()) expect(text).not.toMatch(/\brequire\(|\bprocess\.|\bBuffer\b|node:/)
  for (const text of types.values()) expect(text).not.toContain('zod')
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

it('judges in the process of the agent, with nothing but itself and Node', async () => {
  const local: typeof import('./local/index.ts') = await import(join(folder, builtExports()['./local'].default))
  const { AgentSentryClient, Enforcer, EnforcementError, UnavailableError }: typeof sdk = await import(entry)
  const client = new AgentSentryClient({ baseUrl: server.url })
  const tracer = await local.LocalTracer.open(client, { folder: join(folder, 'traces') })
  const denial = new Enforcer(tracer).guardAndCall('shell', { command: 'rm -rf /' }, () => 1)
  await expect(denial).rejects.toBeInstanceOf(EnforcementError)
  expect(await tracer.close()).toBe(true)
  expect(tracer.status).toMatchObject({ recorded: 1, disagreed: 0 })
  const gone = new AgentSentryClient({ baseUrl: 'http://127.0.0.1:1', timeoutMs: 1_000, retries: 0 })
  const without = await local.LocalTracer.open(gone, { onProblem: () => {} })
  await expect(without.user('hello')).rejects.toBeInstanceOf(UnavailableError)
  await without.close(1)
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
