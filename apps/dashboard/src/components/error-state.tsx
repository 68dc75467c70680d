import { CloudOff, FileQuestionMark, Lock, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { PageProblem } from '../page-problem.ts'
import { ButtonLink } from './button.tsx'
import { HostileText } from './hostile-text.tsx'
import { RetryWhenBack } from './retry-when-back.tsx'

const looks: Readonly<Record<PageProblem['kind'], { title: string; Icon: LucideIcon }>> = {
  unreachable: { title: 'The API does not answer', Icon: CloudOff },
  'signed-out': { title: 'You are not signed in', Icon: Lock },
  forbidden: { title: 'Your key may not do this', Icon: Lock },
  'not-found': { title: 'There is no such thing', Icon: FileQuestionMark },
  refused: { title: 'The API refused this', Icon: TriangleAlert },
}

/** Why a page or a part of it shows nothing, and what can be done about it. An API that is down is asked again by itself. */
export function ErrorState({ problem, title }: { problem: PageProblem; title?: string }) {
  const { title: usual, Icon } = looks[problem.kind]
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <Icon aria-hidden="true" className="size-7 text-muted" />
      <p className="font-medium">{title ?? usual}</p>
      <p className="max-w-prose text-muted">
        <HostileText text={problem.detail} limit={500} expandable={false} />
      </p>
      <div className="mt-2">
        {problem.kind === 'unreachable' ? <RetryWhenBack /> : null}
        {problem.kind === 'signed-out' || problem.kind === 'forbidden' ? (
          <ButtonLink href="/sign-in">Sign in with another key</ButtonLink>
        ) : null}
      </div>
    </div>
  )
}
