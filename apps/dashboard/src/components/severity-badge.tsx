import type { Severity } from '@agentsentry/contract'
import { Flame, Info, TriangleAlert } from 'lucide-react'
import { Badge } from './badge.tsx'

const looks = {
  info: { tone: 'neutral', Icon: Info },
  warning: { tone: 'warn', Icon: TriangleAlert },
  critical: { tone: 'block', Icon: Flame },
} as const

/** How grave a match is, as colour, picture and word. One that this version does not know is shown as critical. */
export function SeverityBadge({ severity }: { severity: string }) {
  const known: Severity = severity === 'info' || severity === 'warning' ? severity : 'critical'
  const { tone, Icon } = looks[known]
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      {known}
    </Badge>
  )
}
