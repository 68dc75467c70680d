'use client'

import { useState, useSyncExternalStore } from 'react'
import { Input } from './controls.tsx'
import { Field } from './field.tsx'

/**
 * A moment in a form, asked for in the reader's own time and sent as ISO 8601 UTC. Before the page runs, and without scripts,
 * it is asked for and sent in UTC, without the zone. `at` is what stands in it at first; null leaves it empty.
 */
export function TimeField({ label, name, at }: { label: string; name: string; at: string | null }) {
  const runs = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
  const [written, setWritten] = useState<string | null>(null)
  const local = written ?? (at === null ? '' : localOf(at))
  return (
    <Field label={runs ? label : `${label} (UTC)`}>
      {(control) =>
        runs ? (
          <>
            <Input
              {...control}
              type="datetime-local"
              value={local}
              onChange={(event) => setWritten(event.target.value)}
            />
            <input type="hidden" name={name} value={isoOf(written, at)} disabled={local === ''} />
          </>
        ) : (
          <Input {...control} type="datetime-local" name={name} defaultValue={at?.slice(0, 16) ?? ''} />
        )
      }
    </Field>
  )
}

/** What nobody touched keeps its seconds. */
function isoOf(written: string | null, at: string | null): string {
  if (written === null) return at ?? ''
  const time = new Date(written)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString()
}

function localOf(at: string): string {
  const time = new Date(at)
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}
