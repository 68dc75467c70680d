'use client'

import { Fragment, useState } from 'react'
import { type Mark, segmentText } from '../text/segment-text.ts'
import { shownRanges } from '../text/shown-ranges.ts'
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
        {/* What a rule matched is shown wherever it stands. */}
        {shownRanges(text.length, { limit: shown, marks }).map(([from, to], index, ranges) => (
          <Fragment key={from}>
            {index === 0 ? null : <Gap characters={from - (ranges[index - 1]?.[1] ?? 0)} />}
            <TextSegments segments={segmentText(text, { marks, from, to })} />
            {index === ranges.length - 1 && to < text.length ? '…' : null}
          </Fragment>
        ))}
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

function Gap({ characters }: { characters: number }) {
  return <span className="mx-1 rounded-sm bg-sunken px-1 text-xs text-muted select-none">… {count(characters)} …</span>
}

function count(characters: number): string {
  return `${characters.toLocaleString('en')} characters`
}
