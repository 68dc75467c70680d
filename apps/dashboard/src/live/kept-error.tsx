import { ErrorState } from '#components/error-state.tsx'
import type { PageProblem } from '../page-problem.ts'
import { KeptContent } from './kept-content.tsx'

/**
 * Why a page that otherwise is `KeptContent` has nothing to show, and below it what was known where the API does not answer.
 * Drawn by the server, so that both are the same place of the page.
 */
export function KeptError({ problem }: { problem: PageProblem }) {
  return (
    <KeptContent isKnown={problem.kind !== 'unreachable'}>
      <ErrorState problem={problem} />
    </KeptContent>
  )
}
