/** What Mastra takes out of what the model sent before a tool gets the rest. */
const notForTools = ['resumeData', 'suspendedToolCallId', 'suspendedToolRunId', '_background']

interface StandardSchema {
  readonly '~standard': {
    validate(
      value: unknown,
    ): { readonly value?: unknown; readonly issues?: unknown } | Promise<{ readonly value?: unknown }>
  }
}

/** The arguments as the tool is going to get them, of what the model sent: what is judged is what runs. */
export async function argsAsRun(schema: unknown, sent: unknown): Promise<unknown> {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent
  const args = Object.fromEntries(Object.entries(sent).filter(([name]) => !notForTools.includes(name)))
  if (!isStandardSchema(schema)) return args
  const read = await schema['~standard'].validate(args)
  return 'value' in read ? read.value : args
}

function isStandardSchema(schema: unknown): schema is StandardSchema {
  return (typeof schema === 'object' || typeof schema === 'function') && schema !== null && '~standard' in schema
}
