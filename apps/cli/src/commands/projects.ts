import { Command } from 'commander'
import { CommandFailure } from '../command-failure.ts'
import { formatTable } from '../format-table.ts'
import { withStore } from '../keys/with-store.ts'

const create = new Command('create')
  .description('Make a project: rules, sessions, traces and an audit log of its own, seen by its own keys alone')
  .argument('<name>', 'lower-case letters, digits and `-`')
  .addHelpText(
    'after',
    `
Example:
  $ agentsentry projects create billing
  $ agentsentry keys create --project billing --name billing-agent --role ingest`,
  )
  .action(async (name: string) => {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
      throw new CommandFailure(`\`${name}\` cannot name a project: use 1 to 63 lower-case letters, digits and \`-\``)
    await withStore({ mayCreate: true }, ({ projects }) =>
      // The name is the id: it is unique, and says more wherever an id is shown.
      projects.createProject({ id: name, name, createdAtMs: Date.now() }, 'cli'),
    )
    console.error(`agentsentry: made the project \`${name}\``)
  })

const list = new Command('list')
  .description('List projects')
  .option('--json', 'print them as JSON')
  .action(async ({ json }: { json?: true }) => {
    const projects = await withStore({ mayCreate: false }, (store) => store.projects.projects())
    const rows = projects.map(({ id, name, createdAtMs }) => ({
      id,
      name,
      created_at: new Date(createdAtMs).toISOString(),
    }))
    if (json) console.log(JSON.stringify(rows, null, 2))
    else console.log(formatTable([['id', 'name', 'created'], ...rows.map((row) => Object.values(row))]))
  })

export const projects = new Command('projects')
  .description('Make and list projects, in the database that DATABASE_URL names')
  .addCommand(create)
  .addCommand(list)
