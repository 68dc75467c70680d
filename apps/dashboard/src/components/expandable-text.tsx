'use client'

import { useState } from 'react'
import { type Mark, segmentText } from '../text/segment-text.ts'
import { TextSegments } from './text-segments.tsx'

/** What one more click shows at most: a mebibyte at once would stop the page. */
const step = 20_000

export function ExpandableText({
  text,
  limit,
  marks,
  className,
}: {
  text: string
  limit: number
  marks: readonly Mark[]
  className: string
}) {
  const [shown, setShown] = useState(limit)
  const rest = text.length - shown
  return (
    <span>
      <bdi className={className}>
        <TextSegments segments={segmentText(text, { marks, to: Math.min(shown, text.length) })} />
        {rest > 0 ? '…' : null}
      </bdi>{' '}
      <button
        type="button"
        className="rounded-sm text-xs font-medium text-accent underline underline-offset-2"
        onClick={() => setShown(rest > 0 ? shown + step : limit)}
      >
        {rest <= 0 ? 'show less' : rest <= step ? `show all (${count(rest)} more)` : `show more (${count(rest)} left)`}
      </button>
    </span>
  )
}

function count(characters: number): string {
  return `${characters.toLocaleString('en')} characters`
}
