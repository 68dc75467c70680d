'use client'

import { Button } from '#components/button.tsx'
import './globals.css'

/** The last resort: not even the layout could be drawn. */
export default function GlobalError({ retry }: { error: Error; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Failed · AgentSentry</title>
        <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 px-4">
          <h1 className="text-lg font-semibold">The dashboard failed</h1>
          <p className="text-muted">Your agents and rules go on as they were. The log of the dashboard says more.</p>
          <div>
            <Button onClick={() => retry()}>Try again</Button>
          </div>
        </main>
      </body>
    </html>
  )
}
