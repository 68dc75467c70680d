import { CopyButton } from './copy-button.tsx'
import { HostileText, type HostileTextProps } from './hostile-text.tsx'

/** Text in fixed-width letters in a box of its own, to be copied. `label` says what it is. */
export function CodeBlock({ label, text, ...rest }: HostileTextProps & { label: string }) {
  return (
    <figure className="relative min-w-0 rounded-md border border-line bg-sunken">
      <figcaption className="flex items-center justify-between border-b border-line px-3 py-0.5 text-xs text-muted">
        {label}
        <CopyButton text={text} label={`Copy ${label}`} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section aria-label={label} tabIndex={0} className="max-h-96 overflow-auto px-3 py-2">
        <HostileText {...rest} text={text} code />
      </section>
    </figure>
  )
}
