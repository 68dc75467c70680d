const counted = Symbol.for('agentsentry.dashboard.csp-reports')

/** How many violations of the content security policy browsers have reported to this process. */
export function reportCount(): { count: number } {
  const shared = globalThis as { [counted]?: { count: number } }
  shared[counted] ??= { count: 0 }
  return shared[counted]
}
