import type { Mark, Segment } from '../text/segment-text.ts'
import { classNames } from './class-names.ts'

const markClasses: Readonly<Record<Mark['tone'], string>> = {
  allow: 'bg-allow-soft text-allow decoration-allow',
  warn: 'bg-warn-soft text-warn decoration-warn',
  redact: 'bg-redact-soft text-redact decoration-redact',
  ask: 'bg-ask-soft text-ask decoration-ask',
  block: 'bg-block-soft text-block decoration-block',
}

/** Text as text: React escapes it, nothing of it becomes a link or markup. */
export function TextSegments({ segments }: { segments: readonly Segment[] }) {
  return segments.map((segment, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: segments are made from the text as a whole, and have no state
    <TextSegment key={index} segment={segment} />
  ))
}

function TextSegment({ segment }: { segment: Segment }) {
  const shown = segment.kind === 'text' ? segment.text : <HiddenCharacter {...segment} />
  const { mark } = segment
  if (mark === null) return shown
  return (
    <mark
      title={mark.label}
      className={classNames('rounded-[2px] underline decoration-2 underline-offset-2', markClasses[mark.tone])}
    >
      {shown}
    </mark>
  )
}

function HiddenCharacter({ label, name }: { label: string; name: string }) {
  return (
    <span
      title={name}
      className="mx-px rounded-[3px] border border-warn/40 bg-warn-soft px-0.5 align-baseline font-mono text-[0.8em] text-warn select-none"
    >
      {label}
    </span>
  )
}
