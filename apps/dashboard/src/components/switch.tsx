'use client'

import { classNames } from './class-names.ts'

/**
 * On or off, at once. `label` is for screen readers; what stands beside it is the caller's. It is a button of our own because
 * Radix draws a hidden field beside its switch with inline styles, which the content security policy refuses.
 */
export function Switch({
  label,
  checked,
  onCheckedChange,
  disabled = false,
}: {
  label: string
  checked: boolean
  onCheckedChange: (checked: boolean) => void
  disabled?: boolean
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-label={label}
      aria-checked={checked}
      onClick={() => onCheckedChange(!checked)}
      disabled={disabled}
      className={classNames(
        'relative inline-flex h-6 w-10 shrink-0 items-center rounded-full border disabled:cursor-not-allowed disabled:opacity-55',
        checked ? 'border-accent bg-accent' : 'border-line-strong bg-sunken',
      )}
    >
      <span
        aria-hidden="true"
        className={classNames(
          'block size-4 rounded-full motion-safe:transition-transform',
          checked ? 'translate-x-[1.15rem] bg-on-accent' : 'translate-x-1 bg-line-strong',
        )}
      />
    </button>
  )
}
