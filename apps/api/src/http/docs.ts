import { STATUS_CODES } from 'node:http'
import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { Api } from '../api.ts'

/** Groups of the documentation, by the first part of the path. */
const groups: Readonly<Record<string, string>> = {
  sessions: 'Sessions',
  traces: 'Traces',
  rules: 'Rules',
  'rule-sets': 'Rules',
  ruleset: 'Rules',
  checks: 'Checks',
  stats: 'Figures',
  attention: 'Figures',
  audit: 'Audit',
}

/** `/openapi.json` from the routes' own schemas, and `/docs`, a page that reads it and nothing from elsewhere. */
export async function serveDocs(server: Api): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'AgentSentry',
        version: '0.1.0',
        description: 'Records every step of an agent, judges it by rules, and answers before the tool runs.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [...new Set(Object.values(groups)), 'Service'].map((name) => ({ name })),
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A key of the role that is named, or of `admin`. Demanded in production, and wherever there are keys',
          },
        },
      },
    },
    transform: (route) => {
      const { schema, url } = jsonSchemaTransform(route)
      const tag = groups[url.split('/')[1] ?? ''] ?? 'Service'
      return { url, schema: { ...schema, tags: [tag], response: describeAnswers(schema.response) } }
    },
    transformObject: jsonSchemaTransformObject,
  })
  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger())
  await server.register(async (page) => {
    // The page's own script may run and talk to this API; whatever else it would load or tell is stopped here.
    page.addHook('onSend', async (_request, reply) => {
      reply.header(
        'content-security-policy',
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
          "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
      )
    })
    await page.register(scalar, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        pageTitle: 'AgentSentry API',
        withDefaultFonts: false,
        telemetry: false,
        showDeveloperTools: 'never',
        hideClientButton: true,
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    })
  })
}

/** Says of each answer what its status means, and of errors that they are problem+json. */
function describeAnswers(response: unknown): unknown {
  if (typeof response !== 'object' || response === null) return response
  return Object.fromEntries(
    Object.entries(response).map(([status, schema]) => {
      const description = STATUS_CODES[status] ?? status
      const content = { [Number(status) < 400 ? 'application/json' : 'application/problem+json']: { schema } }
      return [status, { description, content }]
    }),
  )
}
