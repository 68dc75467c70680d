import { z } from 'zod'
import type { Route } from '../../api.ts'

/** Liveness: the process answers. Whether it can do its work is what `/readyz` says. */
export const healthz: Route = (api) => {
  const schema = {
    summary: 'Is the process alive',
    response: { 200: z.object({ status: z.literal('ok'), uptime_seconds: z.number() }) },
  }
  api.get('/healthz', { schema }, async () => ({ status: 'ok' as const, uptime_seconds: Math.round(process.uptime()) }))
}
