import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

const tones = {
  neutral: 'text-muted bg-sunken border-line',
  accent: 'text-accent bg-accent-soft border-accent/30',
  allow: 'text-allow bg-allow-soft border-allow/30',
  warn: 'text-warn bg-warn-soft border-warn/30',
  redact: 'text-redact bg-redact-soft border-redact/30',
  ask: 'text-ask bg-ask-soft border-ask/30',
  block: 'text-block bg-block-soft border-block/40',
}
export type Tone = keyof typeof tones

/** A word with a colour, which says the same as the word. */
export function Badge({ tone = 'neutral', className, ...rest }: ComponentProps<'span'> & { tone?: Tone }) {
  return (
    <span
      {...rest}
      className={classNames(
        'inline-flex items-center gap-1 rounded-sm border px-1.5 py-px text-xs font-medium whitespace-nowrap',
        tones[tone],
        className,
      )}
    />
  )
}
