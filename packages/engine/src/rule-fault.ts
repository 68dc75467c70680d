/** What is wrong with a rule: which field, where in it, a stable code, and what to write instead where that is known. */
export interface RuleFault {
  readonly rule: string
  readonly field: string
  readonly code:
    | 'regex_syntax'
    | 'regex_unsupported'
    | 'regex_too_large'
    | 'phrase_empty'
    | 'pointer_syntax'
    | 'field_invalid'
    | 'test_failed'
  readonly message: string
  /** Offset into the field's text in UTF-16 code units, where it is known. */
  readonly position?: number
  readonly hint?: string
}

/** A fault found while compiling one field, before the name of the rule is known. */
export class CompileError extends Error {
  readonly fault: Omit<RuleFault, 'rule'>

  constructor(fault: Omit<RuleFault, 'rule'>) {
    super(fault.message)
    this.name = 'CompileError'
    this.fault = fault
  }
}

/** One sentence for a person. */
export function describeFault(fault: Omit<RuleFault, 'rule'>): string {
  const place = fault.position === undefined ? '' : ` at position ${fault.position}`
  return `${fault.message}${place}${fault.hint === undefined ? '' : `; ${fault.hint}`}`
}
