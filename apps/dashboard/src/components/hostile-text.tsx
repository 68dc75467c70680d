import { type Mark, segmentText } from '../text/segment-text.ts'
import { classNames } from './class-names.ts'
import { ExpandableText } from './expandable-text.tsx'
import { TextSegments } from './text-segments.tsx'

export interface HostileTextProps {
  /** Anything that came from outside: content, titles, names of tools, rules and keys, error messages of the API. */
  text: string
  /** How many characters are shown at first. Default 2,000; in a cell of a table take 100 to 200. */
  limit?: number
  /** Whether the rest can be asked for. Without it the rest does not even reach the browser. Default true. */
  expandable?: boolean
  /** Places that rules matched. */
  marks?: readonly Mark[]
  /** Fixed-width letters, and line breaks kept. Default false. */
  code?: boolean
  className?: string | undefined
}

/**
 * The one way to show a string that others wrote. It is shown as text: no markup, no link; characters that do not show or
 * that turn the direction of reading appear by their names; it wraps anywhere and cannot leave its box.
 */
export function HostileText({ text, limit = 2_000, expandable = true, marks = [], code, className }: HostileTextProps) {
  const classes = classNames('hostile', code === true && 'font-mono text-[0.8125rem] whitespace-pre-wrap', className)
  if (text.length > limit && expandable) {
    return <ExpandableText text={text} limit={limit} marks={marks} className={classes} />
  }
  const isCut = text.length > limit
  return (
    <bdi className={classes}>
      <TextSegments segments={segmentText(text, { marks, to: Math.min(limit, text.length) })} />
      {isCut ? '…' : null}
    </bdi>
  )
}
