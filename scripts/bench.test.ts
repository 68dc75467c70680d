import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { describeWithService } from '../tests/services/describe-with-service.ts'
import { whyNoOwnPostgres } from '../tests/services/own-postgres.ts'

const root = resolve(import.meta.dirname, '..')

test('the HTTP benchmark runs against its baselines, and every answer is on disk', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.ts', 'http', '--quick'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain('| Requests a second at 50 connections, (c) ÷ (b) |')
  const [, acknowledged, onDisk] = /Acknowledged by \(c\): (\d+) traces; on disk: (\d+)/.exec(stdout) ?? []
  expect(Number(acknowledged)).toBeGreaterThan(0)
  expect(onDisk).toBe(acknowledged)
})

test('the engine benchmark runs, and the engine finds what its baseline finds', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.ts', 'engine', '--quick'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  const [, times] = /\| 1000 rules, 4 KB, ÷ the automaton alone \| ([\d.,]+) × \|/.exec(stdout) ?? []
  expect(Number(times?.replaceAll(',', ''))).toBeGreaterThan(1)
  expect(stdout).toContain('| memory of 1000 rules, over none |')
})

test('the audit benchmark runs, and the log that it reads is whole', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/bench.ts', 'audit', '--quick', '--entries', '3000'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  const [, rate] = /\| verifying \| ([\d,]+) /.exec(stdout) ?? []
  expect(Number(rate?.replaceAll(',', ''))).toBeGreaterThan(0)
  expect(stdout).toContain('| verifying ÷ plain SHA-256 |')
})

test('the SDK benchmark runs, and server and agent judge alike', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.ts', 'sdk', '--quick'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  for (const name of ['unguarded', 'bare round trips', 'remote', 'local', 'local, with a folder'])
    expect(stdout).toMatch(new RegExp(`\\| ${name} \\| [\\d.,]+ \\| [\\d.,]+ \\|`))
  expect(stdout).toMatch(/\| remote ÷ \(bare \+ server\) \| [\d.]+ \|/)
})

test('the dashboard benchmark loads every page, and reaches the end of a long session', { timeout: 600_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bench.ts', 'dashboard', '--quick'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  for (const page of ['/', '/sessions', '/traces/[id]', '/rules', '/checks', '/audit'])
    expect(stdout).toMatch(new RegExp(`\\| \`${page.replaceAll(/[[\]]/g, '\\$&')}\` \\| [1-9]`))
  expect(stdout).toMatch(/\| jump to the end, ms \| [1-9]/)
  const [, sent] = /([\d,]+) traces came into an open session/.exec(stdout) ?? []
  expect(Number(sent?.replaceAll(',', ''))).toBeGreaterThan(50)
})

describeWithService('the scale benchmark', whyNoOwnPostgres(), () => {
  test('runs, and both databases hold what was acknowledged', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/bench.ts', 'scale', '--quick', '--memory-minutes', '0.05'],
      { cwd: root, encoding: 'utf8' },
    )
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
    const counts = /in the database: SQLite (\d+) and (\d+), PostgreSQL (\d+) and (\d+)/
      .exec(stdout)
      ?.slice(1)
      .map(Number)
    expect(counts?.every((count) => count > 0)).toBe(true)
    expect(counts?.[1]).toBe(counts?.[0])
    expect(counts?.[3]).toBe(counts?.[2])
    expect(stdout).toContain('| Requests a second, 4 processes ÷ 1 |')
    expect(stdout).toMatch(/\| API process 2 \| [1-9]\d+ \|/)
  })
})
