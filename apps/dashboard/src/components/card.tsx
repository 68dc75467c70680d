import { type ComponentProps, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

/** A part of a page with a heading of its own. `actions` stand beside the heading; `flush` is for a table that fills it. */
export function Card({
  title,
  description,
  actions,
  flush = false,
  className,
  children,
  ...rest
}: Omit<ComponentProps<'section'>, 'title'> & {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  flush?: boolean
}) {
  const headingId = useId()
  return (
    <section
      {...rest}
      aria-labelledby={title === undefined ? undefined : headingId}
      className={classNames('min-w-0 rounded-lg border border-line bg-surface', className)}
    >
      {title === undefined ? null : (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
          <div className="min-w-0">
            <h2 id={headingId} className="text-sm font-semibold">
              {title}
            </h2>
            {description === undefined ? null : <p className="text-[0.8125rem] text-muted">{description}</p>}
          </div>
          {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? undefined : 'p-4'}>{children}</div>
    </section>
  )
}
