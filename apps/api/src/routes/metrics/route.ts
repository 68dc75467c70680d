import type { Route } from '../../api.ts'

export const metrics: Route = (api, { meters }) => {
  const schema = { summary: 'Figures for Prometheus', produces: ['text/plain'] }
  api.get('/metrics', { schema }, async (_request, reply) => reply.type(meters.contentType).send(await meters.scrape()))
}
