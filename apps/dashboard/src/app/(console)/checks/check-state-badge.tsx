import type { CheckState } from '@agentsentry/contract'
import { CircleCheck, CircleX, Clock, type LucideIcon, RefreshCw } from 'lucide-react'
import { Badge, type Tone } from '#components/badge.tsx'

export const stateWords: Readonly<Record<CheckState, string>> = {
  waiting: 'waiting',
  unavailable: 'no opinion yet',
  dead: 'given up',
  done: 'done',
}

const looks: Readonly<Record<CheckState, { tone: Tone; Icon: LucideIcon }>> = {
  waiting: { tone: 'neutral', Icon: Clock },
  unavailable: { tone: 'warn', Icon: RefreshCw },
  dead: { tone: 'block', Icon: CircleX },
  done: { tone: 'allow', Icon: CircleCheck },
}

/** How a check stands, as colour, picture and word. */
export function CheckStateBadge({ state }: { state: CheckState }) {
  const { tone, Icon } = looks[state]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      {stateWords[state]}
    </Badge>
  )
}
