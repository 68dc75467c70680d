'use client'

import type { ComponentProps, RefObject } from 'react'
import { classNames } from './class-names.ts'
import { useEarlyValue } from './use-early-value.ts'

type ControlOf<Tag extends 'input' | 'textarea' | 'select', Element> = Omit<ComponentProps<Tag>, 'ref'> & {
  ref?: RefObject<Element | null>
}

// 16 px on a phone, below which its browser zooms in on the field.
const controlClasses =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-base md:text-sm text-text placeholder:text-muted aria-invalid:border-danger disabled:opacity-55'

export function Input({ className, ref, ...rest }: ControlOf<'input', HTMLInputElement>) {
  const control = useEarlyValue<HTMLInputElement>(rest, ref)
  return <input {...rest} ref={control} className={classNames(controlClasses, 'min-h-11 md:min-h-9', className)} />
}

export function Textarea({ className, ref, ...rest }: ControlOf<'textarea', HTMLTextAreaElement>) {
  const control = useEarlyValue<HTMLTextAreaElement>(rest, ref)
  return <textarea {...rest} ref={control} className={classNames(controlClasses, 'min-h-24 py-2', className)} />
}

/** The system's own select: it works by keyboard, by touch and with a screen reader. */
export function Select({ className, ref, ...rest }: ControlOf<'select', HTMLSelectElement>) {
  const control = useEarlyValue<HTMLSelectElement>(rest, ref)
  return <select {...rest} ref={control} className={classNames(controlClasses, 'min-h-11 md:min-h-9', className)} />
}
