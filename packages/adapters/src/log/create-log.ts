import { type Logger, pino } from 'pino'
import { describeError } from './describe-error.ts'

/** A log in lines of JSON, to standard output. What it says of errors holds nothing of what was sent. */
export function createLog(level: string): Logger {
  return pino({ level, serializers: { err: describeError } })
}
