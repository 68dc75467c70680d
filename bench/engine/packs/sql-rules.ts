import type { Draw } from '../draw.ts'
import type { Pattern } from './bench-rule.ts'

const owners = [
  'user',
  'order',
  'invoice',
  'payment',
  'ledger',
  'session',
  'audit',
  'ticket',
  'wallet',
  'grant',
  'role',
]
const kinds = ['s', '_items', '_history', '_tokens', '_events', '_limits', '_archive']
const columns = ['password', 'balance', 'is_admin', 'email', 'secret', 'iban', 'status', 'salary', 'token_hash']

type Template = (table: string, column: string, draw: Draw) => Pattern

const templates: readonly Template[] = [
  (table) => ({
    pattern: `(?i)\\bdrop\\s+(?:table|view|schema)\\s+(?:if\\s+exists\\s+)?${table}\\b`,
    literals: [table],
    example: `DROP TABLE IF EXISTS ${table};`,
    nearMiss: `CREATE TABLE ${table} (id int);`,
  }),
  (table, column) => ({
    pattern: `(?i)\\bdelete\\s+from\\s+${table}\\s*(?:;|where\\s+(?:1\\s*=\\s*1|true|${column}\\s+is\\s+not\\s+null)\\b)`,
    literals: [table],
    example: `delete from ${table} where 1 = 1`,
    nearMiss: `delete from ${table} where id = 17`,
  }),
  (table) => ({
    pattern: `(?i)\\bunion\\s+(?:all\\s+)?select\\b[^;]{0,100}\\bfrom\\s+${table}\\b`,
    literals: [table],
    example: `1 UNION SELECT name, null FROM ${table} --`,
    nearMiss: `select name from ${table}`,
  }),
  (table, column, draw) => ({
    pattern: `(?i)\\bupdate\\s+${table}\\s+set\\s+(?:\\w+\\s*=\\s*[^,;]{1,40},\\s*){0,4}${column}\\s*=`,
    literals: [table],
    example: `update ${table} set note = 'x', ${column} = ${draw.digits(3)}`,
    nearMiss: `update ${table} set note = 'x'`,
  }),
  (table, column) => ({
    pattern: `(?i)\\bselect\\b[^;]{0,160}\\b${column}\\b[^;]{0,160}\\bfrom\\s+${table}\\b`,
    literals: [table],
    example: `select id, ${column} from ${table} limit 5`,
    nearMiss: `select id from ${table} limit 5`,
  }),
  (table) => ({
    pattern: `(?i)\\bgrant\\s+(?:all|select|update)\\b[^;]{0,60}\\bon\\s+(?:table\\s+)?${table}\\s+to\\b`,
    literals: [table],
    example: `grant all privileges on ${table} to public`,
    nearMiss: `revoke all privileges on ${table} from public`,
  }),
  (table, column) => ({
    pattern: `(?i)'\\s*(?:or|and)\\s+'?${table}\\.${column}'?\\s*(?:=|like|<>)\\s*'?`,
    literals: [`${table}.${column}`],
    example: `' or ${table}.${column} like '%`,
    nearMiss: `where ${table}.${column} like '%`,
  }),
]

/** Statements that destroy, read what is secret, raise rights, or come in through a quote. */
export function sqlPattern(index: number, draw: Draw): Pattern {
  const owner = owners[index % owners.length] as string
  const kind = kinds[Math.floor(index / owners.length) % kinds.length] as string
  const column = columns[Math.floor(index / templates.length) % columns.length] as string
  const template = templates[index % templates.length] as Template
  return template(`${owner}${kind}`, column, draw)
}
