/** What the tests of access read of an OpenAPI document. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> }
}

interface Operation {
  readonly security?: readonly { readonly apiKey?: readonly string[] }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly responses: Readonly<Record<string, unknown>>
}

interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** One method of one path, with a request that fits its schema. */
export interface DocumentedOperation {
  readonly name: string
  readonly method: string
  /** As the document has it: `/sessions/{id}`. */
  readonly path: string
  /** The role that a key must have; null where none is needed. */
  readonly role: string | null
  /** Others whose keys serve as well. */
  readonly otherRoles: readonly string[]
  readonly statuses: readonly string[]
  readonly body: unknown
}

/** Every operation of the document. `texts` are for members of bodies, by name. */
export function operationsOf(
  document: OpenApiDocument,
  texts: Readonly<Record<string, string>>,
): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security = [], requestBody, responses }]) => {
      const schema = requestBody?.content['application/json']?.schema
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        role: security[0]?.apiKey?.[0] ?? null,
        otherRoles: security.slice(1).flatMap(({ apiKey = [] }) => apiKey),
        statuses: Object.keys(responses),
        body: schema === undefined ? undefined : sampleOf(schema, document, texts),
      }
    }),
  )
}

/** The least that fits. */
function sampleOf(
  schema: JsonSchema,
  document: OpenApiDocument,
  texts: Readonly<Record<string, string>>,
  name = '',
): unknown {
  if (schema.$ref !== undefined) {
    const target = document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? '']
    if (target === undefined) throw new Error(`nothing is at ${schema.$ref}`)
    return sampleOf(target, document, texts, name)
  }
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  const first = (schema.anyOf ?? schema.oneOf)?.[0]
  if (first !== undefined) return sampleOf(first, document, texts, name)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'string') return texts[name] ?? 'rules: []'
  if (type === 'number' || type === 'integer') return 1
  if (type === 'boolean') return true
  if (type === 'array') return []
  if (type === 'null') return null
  const members = (schema.required ?? []).map((member) => {
    const inner = schema.properties?.[member] ?? {}
    return [member, sampleOf(inner, document, texts, member)]
  })
  return Object.fromEntries(members)
}
