/** The name with its sign: an eye within a gate. */
export function Logo({ short = false }: { short?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg
        viewBox="0 0 24 24"
        aria-hidden="true"
        className="size-6 text-accent"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
      >
        <path d="M4 21V8a5 5 0 0 1 5-5h6a5 5 0 0 1 5 5v13" strokeLinecap="round" />
        <path d="M7.5 14c1.3-2 2.8-3 4.5-3s3.2 1 4.5 3c-1.3 2-2.8 3-4.5 3s-3.2-1-4.5-3Z" strokeLinejoin="round" />
        <circle cx="12" cy="14" r="0.8" fill="currentColor" />
      </svg>
      {short ? <span className="sr-only">AgentSentry</span> : 'AgentSentry'}
    </span>
  )
}
