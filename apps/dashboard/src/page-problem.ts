/** Why a page cannot show what it is for. Plain data, so that it can go to the browser. */
export interface PageProblem {
  readonly kind: 'unreachable' | 'signed-out' | 'forbidden' | 'not-found' | 'refused'
  /** One sentence for the reader. It may quote what others wrote. */
  readonly detail: string
}
