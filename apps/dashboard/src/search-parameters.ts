/** What a page is given of its query: a name may come several times, and `constructor` is one like any other. */
export type SearchParameters = Readonly<Record<string, string | string[] | undefined>>

/** The one value of a parameter; undefined when there is none, when it is empty, and when there are several. */
export function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
