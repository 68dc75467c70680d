import { resolve } from 'node:path'
import type { NextConfig } from 'next'

const root = resolve(import.meta.dirname, '../..')

const config: NextConfig = {
  output: 'standalone',
  // `agentsentry up` has each build made in a folder of its own, so that two at once do not meet.
  distDir: process.env.AGENTSENTRY_DASHBOARD_BUILD || '.next',
  // Our own packages lie outside of this folder, and are read from their source.
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: ['@agentsentry/contract', '@agentsentry/engine', '@agentsentry/sdk'],
  poweredByHeader: false,
  reactStrictMode: true,
  // Files of the build do not come by `proxy.ts`, which sets everything else.
  headers: async () => [
    {
      source: '/_next/static/:path*',
      headers: [
        { key: 'x-content-type-options', value: 'nosniff' },
        { key: 'cross-origin-resource-policy', value: 'same-origin' },
      ],
    },
  ],
  // `tsc -p apps/dashboard` is a check of its own; a build for a first start is not the place to repeat it.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // The tool's own button covers the foot of the navigation.
  devIndicators: false,
  experimental: {
    // A document of rules may hold a mebibyte.
    serverActions: { bodySizeLimit: '2mb' },
  },
}

export default config
