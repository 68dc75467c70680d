import type { Evaluation } from './ports.ts'

/** A verdict, and how long it took to reach, from the first look at the trace; waiting for a process included. */
export interface Evaluated extends Evaluation {
  readonly evaluationUs: number
}
