'use client'

import { ArrowUp } from 'lucide-react'
import { Fragment, type ReactNode, useState } from 'react'
import { mergeRows } from './merge-rows.ts'

export interface HeldRow {
  readonly id: string
  readonly node: ReactNode
}

/** Rows that change in their places and do not move; new ones are announced, and shown when somebody asks for them. */
export function HeldRows({ rows, columns }: { rows: readonly HeldRow[]; columns: number }) {
  const [kept, setKept] = useState({ rows, shown: rows, waiting: 0 })
  if (kept.rows !== rows) setKept({ rows, ...mergeRows(kept.shown, rows) })
  const { shown, waiting } = kept
  return (
    <tbody>
      {waiting === 0 ? null : (
        <tr>
          <td colSpan={columns} className="border-b border-line bg-accent-soft p-0">
            <button
              type="button"
              className="flex min-h-9 w-full items-center justify-center gap-1.5 font-medium text-accent"
              onClick={() => setKept({ rows, shown: rows, waiting: 0 })}
            >
              <ArrowUp aria-hidden="true" className="size-4" />
              {waiting.toLocaleString('en')} new {waiting === 1 ? 'session' : 'sessions'}, show
            </button>
          </td>
        </tr>
      )}
      {shown.map(({ id, node }) => (
        <Fragment key={id}>{node}</Fragment>
      ))}
    </tbody>
  )
}
