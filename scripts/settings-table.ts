import { writeFileSync } from 'node:fs'
import { apiConfigSchema } from '@agentsentry/api'

/** `docs/settings.md`, written from the schema that reads the settings. */
export function settingsTable(): string {
  const rows = Object.entries(apiConfigSchema.shape).map(([name, schema]) => {
    const byDefault = schema.parse(undefined)
    return `| \`${name}\` | ${byDefault === '' ? 'not set' : `\`${byDefault}\``} | ${schema.description} |`
  })
  return `# Settings

AgentSentry is set up by environment variables. They are read once, at start; wrong ones are refused together, each with
its reason. An empty value counts as not set.

| Variable | Default | Meaning |
|---|---|---|
${rows.join('\n')}

The SDK's examples and \`agentsentry replay\` read \`AGENTSENTRY_API_URL\` (default \`http://localhost:8000\`), and
\`AGENTSENTRY_API_KEY\` as the [key](access.md) that they send.

This page is written by \`node scripts/settings-table.ts\`.
`
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../docs/settings.md', import.meta.url), settingsTable())
}
