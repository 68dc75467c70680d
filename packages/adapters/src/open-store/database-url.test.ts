import { expect, test } from 'vitest'
import { isPostgresUrl, isSqliteUrl, sqlitePathOf } from './database-url.ts'

test.each([
  ['sqlite:./data/x.db', './data/x.db'],
  ['sqlite:/var/x.db', '/var/x.db'],
  ['sqlite::memory:', ':memory:'],
  ['sqlite://x.db', 'x.db'],
  ['sqlite:///./x.db', './x.db'],
  ['sqlite:///../x.db', '../x.db'],
  ['sqlite:///var/x.db', '/var/x.db'],
  ['sqlite:////var/x.db', '/var/x.db'],
])('%s is the file %s', (url, path) => {
  expect(sqlitePathOf(url)).toBe(path)
  expect(isSqliteUrl(url)).toBe(true)
})

test('what names neither a file nor a server is no database', () => {
  for (const url of ['sqlite:', 'sqlite://', 'mysql://x/y', 'postgres:x', 'x.db', ''])
    expect([isSqliteUrl(url), isPostgresUrl(url)], url).toEqual([false, false])
})
