/** Carries path and query of a request from `proxy.ts` to the pages; set there over whatever came from outside. */
export const pathHeader = 'x-agentsentry-path'
