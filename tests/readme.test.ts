import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// Types what the README tells a user to type, in its order, and looks at what comes out. Only the port, the database and
// the place of the exported rules are others than the README's, so that nothing on the machine is in the way.

const root = resolve(import.meta.dirname, '..')
const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```(sh|ts)\n([\s\S]*?)```/g)].map(
  ([, language, text]) => ({ language, text: text ?? '' }),
)
const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text)
const [start = '', check = '', look = '', pack = '', examples = '', rules = '', explain = '', production = ''] =
  commands
const testing = /`(npx agentsentry test [^`]+)`/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? ''

let folder: string
let port: number
let server: ChildProcess
let printed = ''

function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return {
    PATH,
    HOME,
    AGENTSENTRY_API_PORT: String(port),
    AGENTSENTRY_WEB_PORT: '0',
    AGENTSENTRY_API_URL: `http://localhost:${port}`,
    DATABASE_URL: `sqlite:${join(folder, 'readme.db')}`,
  }
}

function type(text: string) {
  const typed = text
    .replaceAll('localhost:8000', `localhost:${port}`)
    .replaceAll('my-rules.yaml', join(folder, 'my-rules.yaml'))
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', typed], {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentsentry-readme-'))
  port = await freePort()
  server = spawn('bash', ['-c', `exec ${start.trim()}`], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ready = new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (text: Buffer) => {
      printed += text
      if (printed.includes('is ready')) resolve()
    })
    server.stderr?.on('data', (text: Buffer) => {
      printed += text
    })
    server.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${printed}`)))
  })
  await ready
})

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the README', () => {
  test('has the commands that are tried here', () => {
    expect(blocks.map(({ language }) => language)).toEqual(['sh', 'sh', 'sh', 'ts', 'sh', 'sh', 'sh', 'sh', 'sh'])
    expect(start.trim()).toBe('npm start')
  })

  test('`npm start` says in one line where the API and its documentation are', () => {
    expect(printed).toContain(
      `AgentSentry is ready: API http://127.0.0.1:${port}  docs http://127.0.0.1:${port}/docs\n`,
    )
  })

  test('the first check is blocked, and the session and the audit log show it', () => {
    const { status, stdout } = type(check + look)
    expect(status).toBe(0)
    const [checked, session, audit] = stdout
      .trim()
      .split(/(?<=[}\]])(?=[{[])/)
      .map((text) => JSON.parse(text))
    expect(checked).toMatchObject({ decision: 'block', reasons: [{ rule: 'no_shell_rm_rf', path: '/args/command' }] })
    expect(session).toMatchObject({ title: 'first', worst_decision: 'block', traces: 1 })
    expect(audit).toMatchObject([{ action: 'trace_block', target_id: checked.id }])
  })

  test('the SDK runs the first tool and stops the second', () => {
    const snippet = (blocks.find(({ language }) => language === 'ts')?.text ?? '').replaceAll(
      'localhost:8000',
      `localhost:${port}`,
    )
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', snippet], {
      cwd: root,
      env: environment(),
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^ran ls\nblock \[/)
    expect(stdout).not.toContain('never reached')
  })

  test('the SDK is packed for other projects', () => {
    const { status, stdout } = type(pack)
    expect(status).toBe(0)
    expect(spawnSync('tar', ['-tzf', stdout.trim().split('\n').at(-1) ?? ''], { encoding: 'utf8' }).stdout).toContain(
      'package/dist/index.js\n',
    )
  })

  test.each(examples.trim().split('\n'))('`%s` runs to its end', (line) => {
    const { status, stdout, stderr } = type(line)
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/block|allow/)
  })

  test('a rule added over the API is exported, and judges offline', () => {
    const { status, stdout } = type(rules)
    expect(status).toBe(0)
    expect(stdout).toContain('"name":"no_large_transfer"')
    expect(stdout).toContain('exit code 2')
    expect(readFileSync(join(folder, 'my-rules.yaml'), 'utf8')).toContain('name: no_large_transfer')
  })

  test('the first check is explained rule by rule, and so is how the exported rules run', () => {
    // The session's id comes from the block in which it was made, so that block is typed again.
    const { status, stdout } = type(check + explain)
    expect(status).toBe(0)
    expect(stdout).toMatch(/Matched \(1\):\n +no_shell_rm_rf .* at \/args\/command/)
    expect(stdout).toMatch(/no_large_transfer +enforce/)
  })

  test('the starter pack passes its own cases', () => {
    const { status, stdout } = type(testing)
    expect(stdout).toMatch(/\d+ passed, 0 failed/)
    expect(status).toBe(0)
  })

  test('what production adds says what it did, and the first key closes the doors', async () => {
    const { status, stdout, stderr } = type(production)
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/\bas_\w{30,}/)
    const refused = () => fetch(`http://localhost:${port}/sessions`, { method: 'POST' }).then(({ status }) => status)
    await expect.poll(refused).toBe(401)
  })

  test('every page that it links to is there', () => {
    const links = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, link]) => link,
    )
    expect(links.length).toBeGreaterThan(8)
    for (const link of links) expect(spawnSync('test', ['-e', join(root, link ?? '')]).status, link).toBe(0)
  })

  test('Ctrl-C ends it with exit code 0', async () => {
    server.removeAllListeners('exit')
    const exited = once(server, 'exit')
    server.kill('SIGINT')
    expect((await exited)[0]).toBe(0)
  })
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port: free } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return free
}
