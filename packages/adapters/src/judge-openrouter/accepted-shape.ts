/** What a request may ask of the form of the answer, from the strictest. */
const formats = ['json_schema', 'json_object', 'none'] as const
/** Names that endpoints have for the limit on tokens. Newer models of OpenAI refuse the first, Ollama knows only that. */
const tokenFields = ['max_tokens', 'max_completion_tokens', 'none'] as const

export interface Shape {
  readonly models: readonly string[]
  readonly format: (typeof formats)[number]
  readonly tokenField: (typeof tokenFields)[number]
}

export type Complaint =
  | { readonly about: 'format' }
  | { readonly about: 'tokens' }
  /** One of the fields, and nobody says which. */
  | { readonly about: 'some-field' }
  | { readonly about: 'model'; readonly model: string }

/** Endpoints are updated and models come back, so that what was learnt is tried anew after a while. */
const rememberMs = 60 * 60 * 1000

/**
 * The shape of request that an endpoint takes, learnt from what it refuses: first everything is asked for, and each
 * refusal that names a field or a model makes later requests do without. What a reply must look like never changes.
 */
export class AcceptedShape {
  readonly #models: readonly string[]
  readonly #nowMs: () => number
  #shape: Shape
  #learntAtMs = Number.NEGATIVE_INFINITY

  constructor(models: readonly string[], nowMs: () => number) {
    this.#models = models
    this.#nowMs = nowMs
    this.#shape = this.#strictest()
  }

  get current(): Shape {
    if (this.#nowMs() - this.#learntAtMs > rememberMs) this.#shape = this.#strictest()
    return this.#shape
  }

  /** Whether another shape is left to try. `refused` is the shape that was sent; others may have learnt more since. */
  learn(refused: Shape, complaint: Complaint): boolean {
    const weaker = weaken(refused, complaint)
    if (weaker === null) return false
    const current = this.current
    this.#shape = {
      models: current.models.filter((model) => weaker.models.includes(model)),
      format: later(formats, current.format, weaker.format),
      tokenField: later(tokenFields, current.tokenField, weaker.tokenField),
    }
    // Two requests at once may each have found a model gone, and together all.
    if (this.#shape.models.length === 0) this.#shape = { ...this.#shape, models: weaker.models }
    this.#learntAtMs = this.#nowMs()
    return true
  }

  #strictest(): Shape {
    return { models: this.#models, format: 'json_schema', tokenField: 'max_tokens' }
  }
}

function weaken(shape: Shape, complaint: Complaint): Shape | null {
  if (complaint.about === 'model') {
    const models = shape.models.filter((model) => model !== complaint.model)
    return models.length === 0 || models.length === shape.models.length ? null : { ...shape, models }
  }
  // Without a limit on tokens nothing is lost but a bound; without a schema, opinions are. So that goes last.
  const isTokens = complaint.about === 'tokens' || (complaint.about === 'some-field' && shape.tokenField !== 'none')
  if (isTokens) {
    const tokenField = tokenFields[tokenFields.indexOf(shape.tokenField) + 1]
    return tokenField === undefined ? null : { ...shape, tokenField }
  }
  const format = formats[formats.indexOf(shape.format) + 1]
  return format === undefined ? null : { ...shape, format }
}

function later<Value>(order: readonly Value[], left: Value, right: Value): Value {
  return order.indexOf(left) > order.indexOf(right) ? left : right
}
