/** What the dashboard is held to. */
export const targets = {
  /** Of the server, for any page. */
  pageP95Ms: 200,
  /** Until the timeline of a long session stands there. */
  timelineMs: 1_500,
  longTaskMs: 100,
  /** Of JavaScript for one page, compressed. */
  scriptBytes: 250_000,
} as const
