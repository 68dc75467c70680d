import { z } from 'zod'

/** A time in a query: ISO 8601, with its zone. */
export const timeSchema = z.iso.datetime({ offset: true })

/** In milliseconds. */
export function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}
