import { parseStrictJson, type RuleSetBundle, SentryError } from '@agentsentry/contract'
import { ApiError } from '../errors.ts'

/** What a trace of a batch takes beside its content, in bytes. */
const overhead = 1_024
/** A text so short holds no more values than a server takes. */
const surelyFewValues = 40_000

/** Throws, as the server would, for content that it would not record: what cannot be recorded must not run. */
export function refuseUnrecordable(
  contentJson: string,
  { body_bytes: most }: Pick<RuleSetBundle['limits'], 'body_bytes'>,
) {
  const { length } = contentJson
  if (length <= surelyFewValues && 3 * length + overhead <= most) return
  const bytes = 3 * length + overhead <= most ? length : new TextEncoder().encode(contentJson).length
  if (bytes + overhead > most)
    throw refused(413, 'body_too_large', `the content has ${bytes} bytes, which is too large`)
  try {
    // As deep as it will stand in the body of a batch.
    parseStrictJson(`{"traces":[{"content":${contentJson},"others":[0,1,2,3,4,5]}]}`)
  } catch (error) {
    if (error instanceof SentryError) throw refused(422, error.code, error.message)
    throw error
  }
}

function refused(status: number, code: string, detail: string): ApiError {
  return new ApiError({ status, code, detail, errors: [], request: 'the trace' })
}
