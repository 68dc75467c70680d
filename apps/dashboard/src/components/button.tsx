import Link from 'next/link'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

interface Look {
  /** `primary` for the one thing that a form or page is for; `danger` for what cannot be taken back. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined
  size?: 'small' | 'medium' | undefined
}

const variants = {
  primary: 'bg-accent text-on-accent border-transparent hover:opacity-90',
  secondary: 'bg-surface text-text border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-text border-transparent hover:bg-hover',
  danger: 'bg-danger-fill text-on-danger border-transparent hover:opacity-90',
}

// Tall enough for a finger on a phone, and dense where there is a pointer.
const sizes = {
  small: 'min-h-9 md:min-h-7 px-2.5 text-[0.8125rem]',
  medium: 'min-h-11 md:min-h-9 px-3.5 text-sm',
}

function look({ variant = 'secondary', size = 'medium' }: Look, className: string | undefined): string {
  return classNames(
    'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap',
    'disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55',
    variants[variant],
    sizes[size],
    className,
  )
}

/** `type` is `button` unless said otherwise, so that none submits a form by accident. */
export function Button({ variant, size, className, ...rest }: ComponentProps<'button'> & Look) {
  return <button type="button" {...rest} className={look({ variant, size }, className)} />
}

/** A button with a picture alone: `label` is what a screen reader says and what is shown on hover. */
export function IconButton({ label, ...rest }: Omit<ComponentProps<typeof Button>, 'aria-label'> & { label: string }) {
  return <Button {...rest} aria-label={label} title={label} className={classNames('!px-2', rest.className)} />
}

export function ButtonLink({ variant, size, className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link {...rest} className={look({ variant, size }, className)} />
}
