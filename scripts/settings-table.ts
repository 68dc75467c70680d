import { writeFileSync } from 'node:fs'
import { commonSettings } from '@agentsentry/adapters/settings'
import { apiConfigSchema } from '@agentsentry/api/config'
import { webConfigSchema } from '@agentsentry/cli'
import { dashboardConfigSchema } from '@agentsentry/dashboard'
import { workerConfigSchema } from '@agentsentry/worker/config'
import type { z } from 'zod'

type Settings = Readonly<Record<string, z.ZodType>>

/** `docs/settings.md`, written from the schemas that read the settings. */
export function settingsTable(): string {
  return `# Settings

AgentSentry is set up by environment variables. They are read once, at start; wrong ones are refused together, each with
its reason. An empty value counts as not set.

## API and worker

\`npm start\` runs both in one process, and the dashboard beside it. Where they run as processes of their own, tell all the
same.

${tableOf(commonSettings)}

## API

${tableOf(own(apiConfigSchema.shape))}

## Worker

${tableOf(own(workerConfigSchema.shape))}

## Dashboard

${tableOf(ownOfDashboard())}

It also heeds \`AGENTSENTRY_HOST\`, \`AGENTSENTRY_ALLOWED_HOSTS\` and \`AGENTSENTRY_ENV\`. [How it is served](dashboard.md)

The SDK's examples and \`agentsentry replay\` read \`AGENTSENTRY_API_URL\` (default \`http://localhost:8000\`), and
\`AGENTSENTRY_API_KEY\` as the [key](access.md) that they send.

This page is written by \`node scripts/settings-table.ts\`.
`
}

function own(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !Object.hasOwn(commonSettings, name)))
}

/** What neither the API nor the worker reads. */
function ownOfDashboard(): Settings {
  const settings = { ...webConfigSchema.shape, ...dashboardConfigSchema.shape }
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !Object.hasOwn(apiConfigSchema.shape, name)))
}

function tableOf(settings: Settings): string {
  const rows = Object.entries(settings).map(
    ([name, schema]) => `| \`${name}\` | ${defaultOf(schema)} | ${schema.description} |`,
  )
  return `| Variable | Default | Meaning |\n|---|---|---|\n${rows.join('\n')}`
}

function defaultOf(schema: z.ZodType): string {
  const byDefault = schema.parse(undefined)
  const isUnset = byDefault === '' || byDefault === null || typeof byDefault === 'object'
  if (Array.isArray(byDefault) && byDefault.length > 0) return `\`${byDefault.join(',')}\``
  return isUnset ? 'not set' : `\`${byDefault}\``
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsTable())
}
