'use client'

const width = 100

/**
 * A bar as long as `whole`, of which `part` stands out; both are parts of one. Drawn in one piece, as client components are: a
 * drawing that is sent in pieces comes with inline styles, which the content security policy refuses.
 */
export function ShareBar({ whole, part, tone }: { whole: number; part: number; tone: 'text-block' | 'text-accent' }) {
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${width} 4`} preserveAspectRatio="none" className="mt-1 h-1 w-full">
      <rect width={width} height="4" fill="currentColor" className="text-sunken" />
      <rect width={whole * width} height="4" fill="currentColor" className="text-line-strong" />
      <rect width={part * width} height="4" fill="currentColor" className={tone} />
    </svg>
  )
}
