import { load } from '#server/load.ts'

export const dynamic = 'force-dynamic'

/** All rules as a YAML document, to be kept as a file. */
export async function GET(): Promise<Response> {
  const document = await load((client) => client.exportRules())
  if (!document.ok) {
    const { kind, detail } = document.problem
    const status = kind === 'unreachable' ? 503 : kind === 'forbidden' ? 403 : 502
    return new Response(`${detail}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
  }
  return new Response(document.value, {
    headers: {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': 'attachment; filename="agentsentry-rules.yaml"',
      'cache-control': 'no-store',
    },
  })
}
