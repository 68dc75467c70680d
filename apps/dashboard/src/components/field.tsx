import { type ReactNode, useId } from 'react'
import { HostileText } from './hostile-text.tsx'

/** What a control must carry to belong to its label, hint and error. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean | undefined
}

/**
 * A control with its label, a hint, and what is wrong with it:
 * `<Field label="Name" error={…}>{(control) => <Input {...control} name="name" />}</Field>`.
 */
export function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: {
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  optional?: boolean
  children: (control: ControlProps) => ReactNode
}) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const described = [hint === undefined ? null : hintId, error === undefined ? null : errorId].filter(
    (each) => each !== null,
  )
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-[0.8125rem] font-medium">
        {label}
        {optional ? <span className="font-normal text-muted"> (optional)</span> : null}
      </label>
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint === undefined ? null : (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p id={errorId} className="text-xs font-medium text-danger">
          <HostileText text={error} limit={500} expandable={false} />
        </p>
      )}
    </div>
  )
}
