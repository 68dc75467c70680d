import type { PlacedTrace } from '@agentsentry/contract'
import { ChevronLeft, ChevronRight, ListTree } from 'lucide-react'
import { ButtonLink } from '#components/button.tsx'

/** To the session, at this step, and to the steps before and after it. */
export function Neighbours({ trace }: { trace: PlacedTrace }) {
  return (
    <nav aria-label="Within the session" className="mb-4 flex flex-wrap items-center gap-2">
      <ButtonLink
        href={`/sessions/${encodeURIComponent(trace.session_id)}#${encodeURIComponent(trace.id)}`}
        size="small"
        prefetch={false}
      >
        <ListTree aria-hidden="true" className="size-4" /> Show in its session
      </ButtonLink>
      <Neighbour id={trace.previous_id} word="Step before" Icon={ChevronLeft} />
      <Neighbour id={trace.next_id} word="Step after" Icon={ChevronRight} />
    </nav>
  )
}

function Neighbour({ id, word, Icon }: { id: string | null | undefined; word: string; Icon: typeof ChevronLeft }) {
  if (!id) return <span className="px-2.5 text-[0.8125rem] text-muted">no {word.toLowerCase()}</span>
  return (
    <ButtonLink href={`/traces/${encodeURIComponent(id)}`} size="small" prefetch={false}>
      <Icon aria-hidden="true" className="size-4" /> {word}
    </ButtonLink>
  )
}
