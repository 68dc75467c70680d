import { expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

test('help names every command, and each is there under its name', async () => {
  const { code, stdout } = await runCommand(['--help'])
  expect(code).toBe(0)
  const named = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) .*\S$/gm)].map(([, name]) => name)
  expect(named).toEqual([
    ...['up', 'api', 'worker', 'dashboard', 'check', 'explain', 'rules', 'test', 'replay'],
    ...['hook', 'keys', 'projects', 'audit', 'migrate', 'help'],
  ])
  for (const name of named.slice(0, -1) as string[]) {
    const told = await runCommand([name, '--help'])
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining(`Usage: agentsentry ${name} `) })
  }
})

test.each(['check', 'test', 'replay'])('help of `%s` explains its exit codes', async (command) => {
  const { code, stdout } = await runCommand(['help', command])
  expect(code).toBe(0)
  expect(stdout).toContain(`Usage: agentsentry ${command}`)
  expect(stdout).toContain('Exit code: 0')
})

test('the version is that of the package', async () => {
  expect(await runCommand(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test.each([
  { given: ['chekc'], said: "unknown command 'chekc'" },
  { given: ['--fast'], said: "unknown option '--fast'" },
  { given: ['check', '--fast'], said: "unknown option '--fast'" },
  { given: ['check', '--role', 'robot'], said: "argument 'robot' is invalid" },
  { given: ['check', 'a.json', 'b.json'], said: 'too many arguments' },
  { given: ['test'], said: "missing required argument 'file'" },
  { given: ['replay', 'x.jsonl', '--concurrency', '0'], said: 'a whole number from 1 to 256' },
  { given: [], said: 'Usage: agentsentry' },
])('`agentsentry $given` is refused in a way that is no verdict', async ({ given, said }) => {
  const { code, stdout, stderr } = await runCommand(given)
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toContain(said)
})
