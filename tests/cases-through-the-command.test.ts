import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { caseFilePaths, readCaseFiles } from './case-files.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-cases-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const rules = `rules:
  - name: no_shell
    pattern: shell
    decision: block
`
const passing = `cases:
  - name: A call of the shell is blocked and recorded
    traces:
      - role: tool
        content: { tool: shell, args: { command: ls } }
        expect: { decision: block, rules: [no_shell] }
`
const failing = `
  - name: Anything is allowed
    traces:
      - role: user
        content: { text: hello }
        expect: { decision: allow }
      - role: user
        content: { text: open a shell }
        expect: { decision: warn }
`

test('every case of the project, and every example of its rules, passes through the pipeline and its store', async () => {
  const files = await readCaseFiles()
  const examples = files.flatMap(({ rules }) =>
    rules.flatMap(({ tests }) => [...(tests?.match ?? []), ...(tests?.pass ?? [])]),
  )
  const count = files.flatMap(({ cases }) => cases).length + examples.length
  expect(count).toBeGreaterThan(examples.length)
  const { code, stdout, stderr } = await runCommand(['test', ...caseFilePaths()])
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${count} passed, 0 failed\n`, stderr: '' })
})

test('a case that expects something else fails, with what is wrong', async () => {
  const file = write('wrong.yaml', rules + passing + failing)
  const { code, stdout } = await runCommand(['test', file])
  expect(code).toBe(1)
  expect(stdout).toBe(
    `${file}: Anything is allowed\n  trace 2: decision is block (by no_shell), not warn\n1 passed, 1 failed\n`,
  )
})

test('the rules may stand in a document beside the cases', async () => {
  write('shell.rules.yaml', rules)
  const file = write('beside.yaml', `rules: shell.rules.yaml\n${passing}`)
  expect(await runCommand(['test', file])).toMatchObject({ code: 0, stdout: '1 passed, 0 failed\n' })
})

test('files that cannot be used are all named, and nothing runs', async () => {
  write('faulty.rules.yaml', 'rules:\n  - name: a\n    pattern: (\n  - name: b\n    pattern: "(?=x)"\n')
  const files = [
    write('good.yaml', rules + passing),
    write('no-cases.yaml', rules),
    write('faulty-rules.yaml', `rules: faulty.rules.yaml\n${passing}`),
    write('not-yaml.yaml', 'rules: [\n'),
    join(folder, 'not-there.yaml'),
  ]
  const { code, stdout, stderr } = await runCommand(['test', ...files])
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toContain('no-cases.yaml` is not a file of cases:\n  cases: ')
  expect(stderr).toMatch(/faulty\.rules\.yaml` cannot be used:\n {2}line 2: rule `a`: .*\n {2}line 4: rule `b`: /)
  expect(stderr).toMatch(/not-yaml\.yaml` is not a file of cases:\n {2}line \d+: /)
  expect(stderr).toContain('not-there.yaml` cannot be read')
})
