import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

/**
 * A table that scrolls within itself when it is wider than the screen. `label` names it; the scrolling box can be reached
 * by keyboard, as it must where it scrolls. It is what is positioned, so that words for screen readers scroll with it.
 */
export function Table({ label, className, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto">
      <table {...rest} className={classNames('w-full border-collapse text-left', className)} />
    </section>
  )
}

export function TableHead({ className, ...rest }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...rest}
      className={classNames(
        'border-b border-line bg-sunken px-3 py-1.5 text-xs font-medium whitespace-nowrap text-muted',
        className,
      )}
    />
  )
}

export function TableRow({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr {...rest} className={classNames('border-b border-line last:border-b-0 hover:bg-hover', className)} />
}

export function TableCell({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={classNames('px-3 py-2 align-top', className)} />
}
