'use client'

import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from './button.tsx'

/** Copies a text exactly, hidden characters included. `label` says what is copied. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  async function copy() {
    // Browsers offer the clipboard to pages of HTTPS and of localhost only.
    const isCopied = await (navigator.clipboard?.writeText(text) ?? Promise.reject()).then(
      () => true,
      () => false,
    )
    setOutcome(isCopied ? 'copied' : 'failed')
    setTimeout(() => setOutcome(null), 2_000)
  }
  const said = outcome === null ? label : outcome === 'copied' ? 'copied' : 'the browser does not let this page copy'
  return (
    <>
      <IconButton label={said} size="small" variant="quiet" onClick={copy}>
        {outcome === 'copied' ? (
          <Check aria-hidden="true" className="size-4" />
        ) : (
          <Copy aria-hidden="true" className="size-4" />
        )}
      </IconButton>
      <span role="status" className="sr-only">
        {outcome === null ? '' : said}
      </span>
    </>
  )
}
