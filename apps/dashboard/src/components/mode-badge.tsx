import { CircleDot, CirclePause, Ghost } from 'lucide-react'
import { Badge } from './badge.tsx'

const looks = {
  enforce: { tone: 'allow', Icon: CircleDot, word: 'in force' },
  shadow: { tone: 'redact', Icon: Ghost, word: 'shadow' },
  off: { tone: 'neutral', Icon: CirclePause, word: 'off' },
} as const

/** What a rule does at the moment: it decides, it only records what it would have decided, or it is off. */
export function ModeBadge({ mode, enabled }: { mode: string; enabled: boolean }) {
  const { tone, Icon, word } = looks[enabled ? (mode === 'shadow' ? 'shadow' : 'enforce') : 'off']
  return (
    <Badge tone={tone}>
      <Icon aria-hidden="true" className="size-3.5 shrink-0" />
      {word}
    </Badge>
  )
}
