import { Radio } from 'lucide-react'
import { settings } from '#server/settings.ts'
import { loadViewer } from '#server/viewer.ts'
import { Card } from './card.tsx'
import { CodeBlock } from './code-block.tsx'

/** How to send the first trace, where none has come yet. The page around it changes by itself when one does. */
export async function FirstTrace() {
  const viewer = await loadViewer()
  const needsKey = viewer.ok && !viewer.value.isOpen
  return (
    <Card
      title="Send the first step of an agent"
      description="Nothing has been recorded yet. Here is how to see AgentSentry stop something."
      actions={
        <span role="status" className="inline-flex items-center gap-1.5 text-[0.8125rem] text-muted">
          <Radio aria-hidden="true" className="size-4 text-accent" /> Waiting; this page changes by itself.
        </span>
      }
    >
      <ol className="flex list-decimal flex-col gap-4 pl-5 marker:text-muted">
        <li>
          <p className="mb-1.5">Open a session, and ask about a step before the agent takes it:</p>
          <CodeBlock label="shell" text={commandsFor(settings().AGENTSENTRY_API_URL, needsKey)} />
          {needsKey ? (
            <p className="mt-1.5 text-[0.8125rem] text-muted">
              Put a key of the role ingest or admin into <code>AGENTSENTRY_API_KEY</code> first:{' '}
              <code>npx agentsentry keys create --name agent --role ingest</code>
            </p>
          ) : null}
        </li>
        <li>
          <p>
            The answer says <code>block</code>, which rule decided so, and where it matched. It appears here at once.
          </p>
        </li>
        <li>
          <p className="mb-1.5">
            Put <code>Enforcer</code> of the SDK in front of your tools, or try <code>npm run example send-trace</code>{' '}
            from a checkout. A tool runs only after <code>allow</code> or <code>warn</code>:
          </p>
          <CodeBlock label="TypeScript" text={programFor(settings().AGENTSENTRY_API_URL, needsKey)} />
        </li>
      </ol>
    </Card>
  )
}

function commandsFor(url: string, needsKey: boolean): string {
  const key = needsKey ? ` -H "authorization: Bearer $AGENTSENTRY_API_KEY"` : ''
  return `SESSION=$(curl -s -X POST${key} '${url}/sessions?title=first' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
curl -s '${url}/traces'${key} -H 'content-type: application/json' -d '{
  "session_id": "'$SESSION'", "role": "tool",
  "content": {"tool": "shell", "args": {"command": "rm -rf /"}}
}'`
}

function programFor(url: string, needsKey: boolean): string {
  const key = needsKey ? ', apiKey: process.env.AGENTSENTRY_API_KEY' : ''
  return `import { AgentSentryClient, Enforcer, Tracer } from '@agentsentry/sdk'

const client = new AgentSentryClient({ baseUrl: '${url}'${key} })
const enforcer = new Enforcer(new Tracer(client))
const answer = await enforcer.guardAndCall('shell', { command: 'ls' }, ({ command }) => \`ran \${command}\`)`
}
