import { z } from 'zod'

/** False when the text holds a surrogate without its partner: it could not be stored or hashed as UTF-8. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}

/** Text that every store holds as it is: well-formed, without NUL. `maxLength` is in UTF-16 code units. */
export function proseSchema(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine(isWellFormed, 'must be well-formed Unicode, without lone surrogates')
    .refine((text) => !text.includes('\0'), 'must not contain NUL')
}

/** Text of one line (a name, a title, a tag): prose without control characters. */
export function lineSchema(maxLength: number) {
  return proseSchema(maxLength).refine((text) => !/\p{Cc}/u.test(text), 'must not contain control characters')
}
