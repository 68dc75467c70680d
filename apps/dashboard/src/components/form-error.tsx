import { CircleAlert } from 'lucide-react'
import { HostileText } from './hostile-text.tsx'

/** Why a form was refused; read out as soon as it appears. Nothing while there is nothing to say. */
export function FormError({ message }: { message: string | null | undefined }) {
  return (
    <div role="alert">
      {message ? (
        <p className="my-2 flex items-start gap-2 rounded-md border border-block/40 bg-block-soft px-3 py-2 text-block">
          <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <HostileText text={message} limit={500} expandable={false} />
        </p>
      ) : null}
    </div>
  )
}
