/** What a store for the dashboard is filled with: sessions over thirty days, ten traces in each on average, and a long one. */
export interface Contents {
  readonly traces: number
  /** The newest trace is a little older. */
  readonly endMs: number
  /** Steps of the one long session, which are not among `traces`. */
  readonly longSteps: number
}

/** Few sessions are long. Ten sessions have a hundred traces, so that every trace has its number at once. */
const tracesOf = [4, 2, 30, 7, 6, 10, 4, 20, 9, 8]
const tracesOfTen = 100

export const spanMs = 30 * 24 * 60 * 60 * 1000
/** What came in during the last minute is counted by nobody yet; here all of it is older. */
const settledMs = 3 * 60 * 1000
const betweenStepsMs = 1_500

export function sessionsIn({ traces }: Contents): number {
  return (traces / tracesOfTen) * tracesOf.length
}

export function sessionStart(contents: Contents, session: number): number {
  const firstMs = contents.endMs - settledMs - spanMs
  return firstMs + Math.floor((session * spanMs) / sessionsIn(contents))
}

export function sessionId(contents: Contents, session: number): string {
  return idAt(sessionStart(contents, session), session)
}

export interface PlacedTrace {
  readonly id: string
  readonly number: number
  readonly timeMs: number
}

/** The traces of a session, oldest first. */
export function tracesIn(contents: Contents, session: number): PlacedTrace[] {
  const place = session % tracesOf.length
  const before = tracesOf.slice(0, place).reduce((sum, count) => sum + count, 0)
  const first = Math.floor(session / tracesOf.length) * tracesOfTen + before
  const startMs = sessionStart(contents, session)
  return Array.from({ length: tracesOf[place] ?? 0 }, (_, index) => {
    const timeMs = startMs + (index + 1) * betweenStepsMs
    return { id: idAt(timeMs, first + index), number: first + index, timeMs }
  })
}

/** The long session ended when everything else did, a step a second. */
export function longSession({ traces, endMs, longSteps }: Contents): { id: string; traces: PlacedTrace[] } {
  const startMs = endMs - settledMs - (longSteps + 1) * 1_000
  return {
    id: idAt(startMs, traces),
    traces: Array.from({ length: longSteps }, (_, index) => {
      const timeMs = startMs + (index + 1) * 1_000
      return { id: idAt(timeMs, traces + index), number: traces + index, timeMs }
    }),
  }
}

/** A UUID of version 7 with this time, different for each number. */
function idAt(timeMs: number, number: number): string {
  const time = timeMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${number.toString(16).padStart(12, '0')}`
}
