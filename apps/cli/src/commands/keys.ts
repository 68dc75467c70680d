import { defaultProjectId, type KeyRole, keyRoles, type StoredKey } from '@agentsentry/pipeline'
import { Command, InvalidArgumentError, Option } from 'commander'
import { CommandFailure } from '../command-failure.ts'
import { formatKeys, jsonKeys } from '../keys/format-keys.ts'
import { makeKey } from '../keys/make-key.ts'
import { findProject, withStore } from '../keys/with-store.ts'

interface CreateOptions {
  readonly name: string
  readonly role: KeyRole
  readonly project: string
  readonly expires?: number
  readonly rateLimit?: number
}

/** Under which changes by this command are audited. */
const actor = 'cli'

const create = new Command('create')
  .description('Make a key, and print it: this once, since only its hash is kept')
  .requiredOption('--name <name>', 'what it is for: letters, digits, `.`, `_` and `-`', nameOf)
  .addOption(
    new Option('--role <role>', 'what it may do: send traces, read, or everything')
      .choices(keyRoles)
      .makeOptionMandatory(),
  )
  .option('--project <project>', 'the project that it belongs to, by id or name', defaultProjectId)
  .option('--expires <time>', 'how long it is in force, such as 12h or 90d (default: until it is revoked)', lifetimeOf)
  .option('--rate-limit <n>', 'requests a minute; 0 is no limit (default: AGENTSENTRY_RATE_LIMIT)', rateLimitOf)
  .addHelpText(
    'after',
    `
The key alone goes to standard output. It is in force within a second, in servers that run too. With the first key, every
route of the API demands one: docs/access.md says which.

Examples:
  $ agentsentry keys create --name ci-agent --role ingest --expires 90d
  $ AGENTSENTRY_API_KEY=$(agentsentry keys create --name dashboard --role admin)`,
  )
  .action(async ({ name, role, project, expires, rateLimit }: CreateOptions) => {
    const { key, stored } = await withStore({ mayCreate: true }, async (store) => {
      const { id: projectId } = await findProject(store, project)
      const made = makeKey(
        { projectId, name, role, rateLimit: rateLimit ?? null, lifetimeMs: expires ?? null },
        Date.now(),
      )
      await store.keys.createKey(made.stored, made.hash, actor)
      return made
    })
    console.error(`agentsentry: made the key \`${stored.id}\` (${describeKey(stored)}). It is not shown again:`)
    console.log(key)
  })

const list = new Command('list')
  .description('List keys, those that are revoked or expired too')
  .option('--project <project>', 'of one project, by id or name (default: of all)')
  .option('--json', 'print them as JSON')
  .action(async ({ project, json }: { project?: string; json?: true }) => {
    const keys = await withStore({ mayCreate: false }, async (store) => {
      const projects = project === undefined ? await store.projects.projects() : [await findProject(store, project)]
      return (await Promise.all(projects.map(({ id }) => store.keys.keys(id)))).flat()
    })
    console.log(json ? JSON.stringify(jsonKeys(keys, Date.now()), null, 2) : formatKeys(keys, Date.now()))
  })

const revoke = new Command('revoke')
  .description('Revoke a key: within a second nobody is let in with it')
  .argument('<id>', 'its id, as `keys list` shows it')
  .action(async (id: string) => {
    const wasRevoked = await withStore({ mayCreate: false }, (store) => store.keys.revokeKey(id, actor, Date.now()))
    if (!wasRevoked) throw new CommandFailure(`there is no key \`${id}\` that is not revoked already`)
    console.error(`agentsentry: the key \`${id}\` is revoked`)
  })

export const keys = new Command('keys')
  .description('Make, list and revoke the keys of the API, in the database that DATABASE_URL names')
  .addCommand(create)
  .addCommand(list)
  .addCommand(revoke)

function describeKey({ role, projectId, expiresAtMs }: StoredKey): string {
  const end = expiresAtMs === null ? 'does not expire' : `expires ${new Date(expiresAtMs).toISOString()}`
  return `${role}, project \`${projectId}\`, ${end}`
}

function nameOf(text: string): string {
  if (/^[a-z0-9][\w.-]{0,63}$/i.test(text)) return text
  throw new InvalidArgumentError(
    'It has 1 to 64 letters, digits, `.`, `_` and `-`, and begins with one of the first two.',
  )
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

function lifetimeOf(text: string): number {
  const [, count, unit = ''] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? []
  if (count === undefined) throw new InvalidArgumentError('It is a number of minutes, hours or days: 30m, 12h, 90d.')
  return Number(count) * (unitMs[unit] as number)
}

function rateLimitOf(text: string): number {
  if (/^\d{1,7}$/.test(text) && Number(text) <= 1_000_000) return Number(text)
  throw new InvalidArgumentError('It is a whole number from 0 to 1000000.')
}
