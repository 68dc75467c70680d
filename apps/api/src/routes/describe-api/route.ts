import { z } from 'zod'
import type { Route } from '../../api.ts'

export const describeApi: Route = (api) => {
  const schema = {
    summary: 'What this is, and where to go',
    response: { 200: z.object({ name: z.string(), status: z.literal('ok'), endpoints: z.array(z.string()) }) },
  }
  const endpoints: string[] = []
  api.addHook('onRoute', ({ method, url, schema }) => {
    if (method !== 'HEAD' && schema?.hide !== true) endpoints.push(`${method} ${url}`)
  })
  api.get('/', { schema }, async () => ({ name: 'AgentSentry', status: 'ok' as const, endpoints }))
}
