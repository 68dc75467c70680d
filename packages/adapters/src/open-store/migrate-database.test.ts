import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { migrateDatabase } from './migrate-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-migrate-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'new.db')
const migrate = (rehearse: boolean) => migrateDatabase(`sqlite:${path}`, { rehearse })

test('a rehearsal tells the statements of each step and nothing around them, and makes no file', async () => {
  const steps = await migrate(true)
  expect(existsSync(path)).toBe(false)
  expect(steps[0]).toMatchObject({ name: '0001-initial' })
  expect(steps[0]?.statements[0]).toMatch(/^create table "sessions"/)
  const statements = steps.flatMap(({ statements }) => statements)
  expect(statements.filter((statement) => !/^(create|alter|drop|insert|update|delete)\s/i.test(statement))).toEqual([])
  expect(statements.join()).not.toContain('kysely')
})

test('what was rehearsed is what is done, once', async () => {
  const rehearsed = await migrate(true)
  expect((await migrate(false)).map(({ name }) => name)).toEqual(rehearsed.map(({ name }) => name))
  expect(await migrate(true)).toEqual([])
  expect(await migrate(false)).toEqual([])
})
