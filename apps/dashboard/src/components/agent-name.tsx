import { HostileText } from './hostile-text.tsx'

/** The agent of a session, which it may not have told. */
export function AgentName({ agent }: { agent: string | null }) {
  if (agent === null) return <span className="text-muted">–</span>
  return <HostileText text={agent} limit={60} expandable={false} />
}
