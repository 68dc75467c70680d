import type { PlacedTrace } from '@agentsentry/contract'
import { Download } from 'lucide-react'
import { CodeBlock } from '#components/code-block.tsx'

/** Larger than this it is offered as a file alone. */
const mostShown = 30_000

/** The trace as the API gives it. */
export function RawCard({ trace }: { trace: PlacedTrace }) {
  const text = JSON.stringify(trace, null, 2)
  return (
    <details className="rounded-lg border border-line bg-surface">
      <summary className="px-4 py-2.5 text-sm font-semibold">Raw JSON</summary>
      <div className="flex flex-col gap-3 border-t border-line p-4">
        {text.length > mostShown ? (
          <p className="text-muted">It holds {text.length.toLocaleString('en')} characters, too many to show here.</p>
        ) : (
          <CodeBlock label="trace as JSON" text={text} limit={4_000} />
        )}
        <p>
          <a
            href={`/traces/${encodeURIComponent(trace.id)}/raw`}
            download
            className="inline-flex items-center gap-1.5 text-accent underline underline-offset-2"
          >
            <Download aria-hidden="true" className="size-4" /> Download as a file
          </a>
        </p>
      </div>
    </details>
  )
}
