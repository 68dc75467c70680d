'use client'

import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { pointerSegment } from '../text/json-pointer.ts'
import type { Mark } from '../text/segment-text.ts'
import { classNames } from './class-names.ts'
import { HostileText } from './hostile-text.tsx'

export interface PlacedMark extends Mark {
  /** JSON Pointer of the value that `start` and `end` count in. */
  readonly path: string
  /** They count in the key that names the value. */
  readonly inKey?: true
}

export interface JsonTreeProps {
  /** What the tree is called by a screen reader. */
  label: string
  value: unknown
  /** Places that rules matched. What holds one is open from the start. */
  marks?: readonly PlacedMark[]
  /** How many levels are open from the start. Default 2. */
  openLevels?: number
}

/** What one node shows at first of its members, and what one more click adds. */
const membersAtOnce = 50
/** Deeper than this a value is shown as one line of JSON: the tree would be wider than any screen. */
const deepest = 24

/** Any JSON value as a tree that opens and closes. However large or deep the value is, little of it is drawn at first. */
export function JsonTree({ label, value, marks = [], openLevels = 2 }: JsonTreeProps) {
  return (
    <section aria-label={label} className="min-w-0 font-mono text-[0.8125rem]">
      <Node name={null} value={value} path="" level={0} marks={marks} openLevels={openLevels} />
    </section>
  )
}

interface NodeProps {
  name: string | null
  value: unknown
  path: string
  level: number
  marks: readonly PlacedMark[]
  openLevels: number
}

function Node({ name, value, path, level, marks, openLevels }: NodeProps) {
  const inside = marks.filter((mark) => isWithin(mark.path, path))
  if (typeof value === 'object' && value !== null && level < deepest) {
    return <Branch {...{ name, value, path, level, openLevels }} marks={inside} />
  }
  return (
    <div data-pointer={path} className="flex min-w-0 gap-1.5 py-px pl-5">
      <Name name={name} marks={inside.filter((mark) => mark.inKey)} />
      <Leaf value={value} marks={inside.filter((mark) => !mark.inKey)} />
    </div>
  )
}

function Branch({ name, value, path, level, marks, openLevels }: NodeProps & { value: object }) {
  const [isOpen, setOpen] = useState(level < openLevels || marks.length > 0)
  const [shown, setShown] = useState(membersAtOnce)
  const isList = Array.isArray(value)
  const members = Object.entries(value)
  const size = `${members.length.toLocaleString('en')} ${isList ? 'item' : 'field'}${members.length === 1 ? '' : 's'}`
  // What holds a match is shown wherever it stands.
  const isShown = ([key]: [string, unknown], index: number) =>
    index < shown || marks.some((mark) => isWithin(mark.path, `${path}/${pointerSegment(key)}`))
  const drawn = marks.length === 0 ? members.slice(0, shown) : members.filter(isShown)
  const rest = members.length - drawn.length
  return (
    <div className="min-w-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-6 max-w-full items-start gap-1 rounded-sm text-left hover:bg-hover"
      >
        <ChevronRight
          aria-hidden="true"
          className={classNames('mt-0.5 size-4 shrink-0 text-muted', isOpen && 'rotate-90')}
        />
        <Name name={name} marks={marks.filter((mark) => mark.inKey && mark.path === path)} />
        <span className="text-muted">{isList ? `[ ${size} ]` : `{ ${size} }`}</span>
      </button>
      {isOpen ? (
        <div className="ml-2 border-l border-line pl-1">
          {drawn.map(([key, member]) => (
            <Node
              key={key}
              name={key}
              value={member}
              path={`${path}/${pointerSegment(key)}`}
              level={level + 1}
              marks={marks}
              openLevels={openLevels}
            />
          ))}
          {rest > 0 ? (
            <button
              type="button"
              className="ml-5 text-accent underline underline-offset-2"
              onClick={() => setShown(shown + 10 * membersAtOnce)}
            >
              show more ({rest.toLocaleString('en')} left)
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

function Name({ name, marks }: { name: string | null; marks: readonly PlacedMark[] }) {
  if (name === null) return null
  return (
    <span className="min-w-0 shrink-0 max-w-[60%] text-muted">
      <HostileText text={name} limit={200} expandable={false} marks={marks} />:
    </span>
  )
}

function Leaf({ value, marks }: { value: unknown; marks: readonly PlacedMark[] }) {
  if (typeof value === 'string') return <HostileText text={value} limit={600} marks={marks} code className="min-w-0" />
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
  return <HostileText text={text} limit={600} marks={marks} code className="min-w-0 text-accent" />
}

function isWithin(pointer: string, path: string): boolean {
  return pointer === path || pointer.startsWith(`${path}/`)
}
