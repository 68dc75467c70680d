import Link from 'next/link'
import { HostileText } from '#components/hostile-text.tsx'
import { JsonTree, type PlacedMark } from '#components/json-tree.tsx'
import { ReasonList } from '#components/reason-list.tsx'
import { pointerSegment } from '#text/json-pointer.ts'
import { marksOf } from '#timeline/marks-of.ts'
import { marksUnder } from '#timeline/marks-under.ts'
import { oneLine } from '#timeline/one-line.ts'
import type { Step, TimelineTrace } from '#timeline/timeline-step.ts'
import { RaiseNote } from './raise-note.tsx'

/** What was said, called and answered; open, with all of its fields and why it was decided so. */
export function StepBody({ step: { first, result }, isOpen }: { step: Step; isOpen: boolean }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <TraceBody trace={first} isOpen={isOpen} />
      {result === null ? null : (
        <div id={result.id} className="min-w-0 scroll-mt-28 border-l-2 border-line pl-3">
          <TraceBody trace={result} isOpen={isOpen} isResult />
        </div>
      )}
    </div>
  )
}

function TraceBody({ trace, isOpen, isResult = false }: { trace: TimelineTrace; isOpen: boolean; isResult?: boolean }) {
  const marks = marksOf(trace)
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      {trace.role === 'tool' ? (
        <ToolContent trace={trace} marks={marks} isOpen={isOpen} isResult={isResult} />
      ) : (
        <MessageContent trace={trace} marks={marks} isOpen={isOpen} />
      )}
      {trace.shortenedFrom === null || !isOpen ? null : (
        <p className="text-xs text-muted">
          Shortened from {trace.shortenedFrom.toLocaleString('en')} characters.{' '}
          <Link
            href={`/traces/${encodeURIComponent(trace.id)}`}
            prefetch={false}
            className="text-accent underline underline-offset-2"
          >
            See all of it
          </Link>
        </p>
      )}
      {trace.raise === null ? null : <RaiseNote raise={trace.raise} />}
      {isOpen && trace.reasons.length > 0 ? <ReasonList reasons={trace.reasons} label="Reasons" brief /> : null}
      {isOpen && trace.shadow.length > 0 ? (
        <div className="rounded-md border border-dashed border-line-strong p-2">
          <p className="mb-1 text-xs text-muted">Rules in shadow would have said, and decided nothing:</p>
          <ReasonList reasons={trace.shadow} label="Reasons of rules in shadow" brief />
        </div>
      ) : null}
    </div>
  )
}

interface ContentProps {
  readonly trace: TimelineTrace
  readonly marks: readonly PlacedMark[]
  readonly isOpen: boolean
}

function MessageContent({ trace: { content }, marks, isOpen }: ContentProps) {
  const { text, ...others } = content
  const isText = typeof text === 'string'
  const rest = isText ? others : content
  return (
    <>
      {isText ? (
        <div className="max-w-[80ch] whitespace-pre-wrap">
          <HostileText text={text} limit={isOpen ? 2_000 : 500} marks={marksUnder(marks, '/text')} />
        </div>
      ) : null}
      {Object.keys(rest).length === 0 ? null : isOpen ? (
        <JsonTree label="Other fields" value={rest} marks={marks} openLevels={1} />
      ) : (
        <Summary word={isText ? 'also' : 'content'} value={rest} />
      )}
    </>
  )
}

function ToolContent({ trace: { content }, marks, isOpen, isResult }: ContentProps & { isResult: boolean }) {
  const { tool: _tool, args, ...rest } = content
  // The arguments of a result are those of its call, which stand above it.
  const shown = isResult ? rest : Object.hasOwn(content, 'args') ? { args, ...rest } : rest
  return Object.entries(shown).map(([field, value]) =>
    isOpen ? (
      <Part key={field} field={field} value={value} marks={marksUnder(marks, `/${pointerSegment(field)}`)} />
    ) : (
      <Summary key={field} word={field} value={value} />
    ),
  )
}

function Part({ field, value, marks }: { field: string; value: unknown; marks: readonly PlacedMark[] }) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-muted">
        <HostileText
          text={field}
          limit={80}
          expandable={false}
          marks={marks.filter((mark) => mark.inKey && mark.path === '')}
        />
      </p>
      <JsonTree label={wordOf(field)} value={value} marks={marks} openLevels={2} />
    </div>
  )
}

function wordOf(field: string): string {
  return field === 'args' ? 'Arguments' : field === 'result' ? 'Result' : field === 'error' ? 'Error' : 'Field'
}

function Summary({ word, value }: { word: string; value: unknown }) {
  const isError = word === 'error'
  return (
    <p className="line-clamp-2 min-w-0 text-[0.8125rem]">
      <span className={isError ? 'font-medium text-danger' : 'text-muted'}>
        <HostileText text={word} limit={40} expandable={false} />
      </span>{' '}
      <HostileText text={oneLine(value)} limit={260} expandable={false} className="font-mono" />
    </p>
  )
}
