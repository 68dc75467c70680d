import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { themeCookie, themeOf } from '../theme.ts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'AgentSentry', template: '%s · AgentSentry' },
  description: 'What agents do, what was stopped and why, and what to do about it.',
  robots: { index: false, follow: false },
  // A phone would make links of numbers and addresses that an agent wrote.
  formatDetection: { telephone: false, date: false, address: false, email: false, url: false },
  referrer: 'same-origin',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f6f8' },
    { media: '(prefers-color-scheme: dark)', color: '#0d1115' },
  ],
}

/** Reading the cookie has every page made for its request, as the nonce of its scripts needs. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(themeCookie)?.value)
  return (
    <html lang="en" data-theme={theme === 'system' ? undefined : theme}>
      <body>{children}</body>
    </html>
  )
}
