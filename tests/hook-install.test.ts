import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { launcher } from './hook-server.ts'
import { type CommandRun, runCommand } from './run-command.ts'

const folders: string[] = []
let home: string
let project: string

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-install-'))
  folders.push(folder)
  home = join(folder, 'home')
  project = join(folder, 'project')
  for (const path of [home, project]) mkdirSync(path)
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const run = (...given: string[]): Promise<CommandRun> =>
  runCommand(['hook', ...given], { cwd: project, env: { HOME: home }, program: launcher })

function settings(file: string, text?: string): string {
  const path = join(project, file)
  if (text === undefined) return readFileSync(path, 'utf8')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const files: Readonly<Record<string, string>> = {
  claude: '.claude/settings.json',
  codex: '.codex/hooks.json',
  gemini: '.gemini/settings.json',
  cursor: '.cursor/hooks.json',
}

/** With comments, tabs, an order of its own, hooks of others, and commas where JSON has none. */
const own = `{
\t// mine
\t"zebra": 1,
\t"hooks": {
\t\t"PreToolUse": [
\t\t\t{ "matcher": "Bash", "hooks": [{ "type": "command", "command": "./mine.sh" }] }, // stays
\t\t],
\t},
\t"model": "x", /* the last */
}
`

describe.each(Object.entries(files))('%s', (agent, file) => {
  test('a file that is not there is made, and removed again', async () => {
    expect(await run('install', '--agent', agent, '--yes')).toMatchObject({ code: 0, stderr: '' })
    const made = JSON.parse(settings(file))
    expect(Object.keys(made.hooks).length).toBeGreaterThanOrEqual(3)
    expect(await run('uninstall', '--agent', agent, '--yes')).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(project, file))).toBe(false)
  })

  test('a file with comments and others’ hooks keeps them, and is byte for byte what it was afterwards', async () => {
    settings(file, own)
    await run('install', '--agent', agent, '--yes')
    const installed = settings(file)
    for (const kept of ['// mine', '// stays', '/* the last */', '"./mine.sh"', '"zebra": 1'])
      expect(installed).toContain(kept)
    expect(installed.indexOf('zebra')).toBeLessThan(installed.indexOf('model'))
    await run('uninstall', '--agent', agent, '--yes')
    expect(settings(file)).toBe(own)
  })

  test('what was changed in between stays when the hooks go', async () => {
    settings(file, '{ "a": 1 }\n')
    await run('install', '--agent', agent, '--yes')
    settings(file, settings(file).replace('"a": 1', '"a": 2'))
    await run('uninstall', '--agent', agent, '--yes')
    const left = JSON.parse(settings(file))
    expect(left.a).toBe(2)
    expect(left).not.toHaveProperty('hooks')
  })

  test('installing twice is installing once, and other options take the place of the first', async () => {
    settings(file, own)
    await run('install', '--agent', agent, '--yes')
    const once = settings(file)
    expect(await run('install', '--agent', agent, '--yes')).toMatchObject({
      stdout: expect.stringContaining('already'),
    })
    expect(settings(file)).toBe(once)
    await run('install', '--agent', agent, '--on-unavailable', 'allow', '--yes')
    expect(settings(file).match(/ hook --agent/g)?.length).toBe(once.match(/ hook --agent/g)?.length)
    expect(settings(file)).toContain('--on-unavailable allow')
    await run('uninstall', '--agent', agent, '--yes')
    expect(settings(file)).toBe(own)
  })

  test('the command that is installed answers an event', async () => {
    await run('install', '--agent', agent, '--yes')
    const command = /"command": ("(?:[^"\\]|\\.)*")/.exec(settings(file))?.[1] ?? ''
    const answered = await runCommand(['-c', JSON.parse(command)], {
      input: 'garbage',
      env: { HOME: home },
      program: ['sh'],
    })
    expect(answered).toMatchObject({ code: 2, stderr: expect.stringContaining('AgentSentry denied this') })
  })
})

test('where the agent has a way to stop when a hook fails, it is set', async () => {
  await run('install', '--agent', 'claude', '--yes')
  expect(settings(files.claude ?? '')).toContain('"onFailure": "block"')
  await run('install', '--agent', 'cursor', '--yes')
  expect(settings(files.cursor ?? '')).toContain('"failClosed": true')
})

test('the change is shown, and nothing is changed without a yes', async () => {
  settings('.claude/settings.json', own)
  const dry = await run('install', '--agent', 'claude', '--dry-run')
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\+ .*onFailure/m) })
  expect(await run('install', '--agent', 'claude')).toMatchObject({ code: 3, stderr: expect.stringContaining('--yes') })
  expect(settings('.claude/settings.json')).toBe(own)
})

test('the settings of the user are those in the home folder', async () => {
  await run('install', '--agent', 'gemini', '--user', '--yes')
  expect(existsSync(join(home, '.gemini/settings.json'))).toBe(true)
  expect(existsSync(join(project, '.gemini'))).toBe(false)
})

test.each([
  ['no JSON', '{ "hooks": '],
  ['a list', '[]'],
  ['hooks that are a list', '{ "hooks": [] }'],
])('settings that are %s are left alone', async (_what, text) => {
  settings('.claude/settings.json', text)
  expect(await run('install', '--agent', 'claude', '--yes')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('settings'),
  })
  expect(settings('.claude/settings.json')).toBe(text)
})

test('a link stays a link, and a file keeps its mode', async () => {
  const path = settings('dotfiles.json', '{}\n')
  chmodSync(path, 0o600)
  mkdirSync(join(project, '.claude'))
  symlinkSync(path, join(project, '.claude/settings.json'))
  await run('install', '--agent', 'claude', '--yes')
  expect(lstatSync(join(project, '.claude/settings.json')).isSymbolicLink()).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(settings('dotfiles.json')).toContain('PreToolUse')
})

test('a command that Cursor would cut short is refused', async () => {
  const refused = await run('install', '--agent', 'cursor', '--program', 'npx https://agentsentry', '--yes')
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('//') })
})
