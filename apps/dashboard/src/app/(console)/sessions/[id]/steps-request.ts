import type { StepFilter } from '#timeline/step-filter.ts'
import type { Place } from '#timeline/step-window.ts'

/** Where in a session to look. */
export type Position =
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'after' | 'before' | 'next-stopped' | 'previous-stopped'; readonly place: Place }
  /** With the trace itself. */
  | { readonly kind: 'around' | 'only'; readonly id: string }
  /** From a moment on. */
  | { readonly kind: 'time'; readonly at: string }

/** An address of the route that gives steps. */
export function stepsPath(sessionId: string, position: Position, { decision, phase }: StepFilter): string {
  const query = new URLSearchParams({ look: position.kind })
  if ('place' in position) {
    query.set('id', position.place.id)
    query.set('at', position.place.at)
  }
  if ('id' in position) query.set('id', position.id)
  if ('at' in position) query.set('at', position.at)
  if (decision !== undefined) query.set('decision', decision)
  if (phase !== undefined) query.set('phase', phase)
  return `/sessions/${encodeURIComponent(sessionId)}/steps?${query}`
}

/** What an address asks for; null for what makes no sense. */
export function parsePosition(query: URLSearchParams): Position | null {
  const look = query.get('look') ?? 'start'
  const id = query.get('id') ?? ''
  const at = query.get('at') ?? ''
  const isTime = !Number.isNaN(Date.parse(at))
  switch (look) {
    case 'start':
    case 'end':
      return { kind: look }
    case 'after':
    case 'before':
    case 'next-stopped':
    case 'previous-stopped':
      return id !== '' && isTime ? { kind: look, place: { id, at: new Date(at).toISOString() } } : null
    case 'around':
    case 'only':
      return id === '' ? null : { kind: look, id }
    case 'time':
      return isTime ? { kind: look, at: new Date(at).toISOString() } : null
    default:
      return null
  }
}
