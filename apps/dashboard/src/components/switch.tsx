'use client'

import { Switch as Radix } from 'radix-ui'
import { classNames } from './class-names.ts'

/** On or off, at once. `label` is for screen readers; what stands beside it is the caller's. */
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
    <Radix.Root
      aria-label={label}
      checked={checked}
      onCheckedChange={onCheckedChange}
      disabled={disabled}
      className={classNames(
        'relative inline-flex h-6 w-10 shrink-0 items-center rounded-full border border-line-strong bg-sunken',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:cursor-not-allowed disabled:opacity-55',
      )}
    >
      <Radix.Thumb className="block size-4 translate-x-1 rounded-full bg-line-strong motion-safe:transition-transform data-[state=checked]:translate-x-[1.15rem] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  )
}
