/** The part of a body of `POST /traces` that does not depend on the server. */
export interface TraceBody {
  readonly role: string
  readonly content: Readonly<Record<string, unknown>>
}
