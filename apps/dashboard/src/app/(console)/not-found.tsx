import { FileQuestionMark } from 'lucide-react'
import { ButtonLink } from '#components/button.tsx'

export default function ConsoleNotFound() {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-16 text-center">
      <FileQuestionMark aria-hidden="true" className="size-7 text-muted" />
      <h1 className="font-medium">There is no such thing</h1>
      <p className="max-w-prose text-muted">
        It may have been deleted, or belong to a project that your key is not for.
      </p>
      <ButtonLink href="/" className="mt-2">
        To the overview
      </ButtonLink>
    </div>
  )
}
