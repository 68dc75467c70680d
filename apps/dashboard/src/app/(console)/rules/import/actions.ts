'use server'

import type { ImportPreview, ProblemIssue, RuleWarning } from '@agentsentry/contract'
import { act, refusal } from '#server/act.ts'
import type { ActionResult } from '../../../../action-result.ts'
import { diffRules, type FieldDiff } from '../rule-diff.ts'

/** What an import would do to one rule. */
export interface PreviewedChange {
  readonly rule: string
  readonly kind: 'create' | 'update'
  readonly fields: readonly FieldDiff[]
}

export interface PreviewedImport {
  readonly created: number
  readonly updated: number
  readonly skipped: number
  readonly warnings: readonly RuleWarning[]
  readonly changes: readonly PreviewedChange[]
  /** Changes that are not listed, because they are too many to be looked through. */
  readonly unlisted: number
}

export interface AppliedImport {
  readonly created: number
  readonly updated: number
  readonly skipped: number
}

/** A document larger than this is not taken by the API either. */
const longestDocument = 1_048_576
const mostListed = 200

const tooLong = refusal('input_invalid', 'A document of rules may hold a mebibyte at most.')

/** What the document would change; nothing is changed yet. */
export async function previewImport(yaml: string): Promise<ActionResult<PreviewedImport>> {
  if (typeof yaml !== 'string' || yaml.length > longestDocument) return tooLong
  const result = await act('admin', (client) => client.importRules(yaml, { dryRun: true }))
  return result.ok ? { ok: true, value: previewOf(result.value) } : inOrder(result)
}

function previewOf({ created, updated, skipped, warnings, changes }: ImportPreview): PreviewedImport {
  const real = changes.flatMap(({ kind, rule, before, after }) =>
    kind === 'same' ? [] : { kind, rule, before, after },
  )
  return {
    ...{ created, updated, skipped, warnings },
    changes: real.slice(0, mostListed).map(({ kind, rule, before, after }) => {
      return { kind, rule, fields: diffRules(before, after) }
    }),
    unlisted: Math.max(0, real.length - mostListed),
  }
}

export async function applyImport(yaml: string): Promise<ActionResult<AppliedImport>> {
  if (typeof yaml !== 'string' || yaml.length > longestDocument) return tooLong
  const result = await act('admin', (client) => client.importRules(yaml))
  if (!result.ok) return inOrder(result)
  const { created, updated, skipped } = result.value
  return { ok: true, value: { created, updated, skipped } }
}

function inOrder<Result extends Extract<ActionResult, { ok: false }>>(result: Result): Result {
  return { ...result, errors: [...result.errors].sort((left, right) => lineOf(left) - lineOf(right)) }
}

function lineOf({ path }: ProblemIssue): number {
  return Number(/^line (\d+)$/.exec(path)?.[1] ?? 0)
}
