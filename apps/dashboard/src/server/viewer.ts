import 'server-only'
import type { Me } from '@agentsentry/contract'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import type { PageProblem } from '../page-problem.ts'
import { requestClient } from './client.ts'
import { type Loaded, signInPath } from './load.ts'
import { problemOf } from './problem-of.ts'
import { readSessionKey } from './session-cookie.ts'

export interface Viewer {
  /** `key:ID`, `api_key` or `anonymous`, as in the audit log. */
  readonly actor: string
  readonly role: Me['role']
  readonly project: Me['project']
  readonly isSignedIn: boolean
  /** No key is demanded of anybody: development mode. */
  readonly isOpen: boolean
  /** Rules, checks and sessions may be changed. The API decides anew at each change. */
  readonly mayEdit: boolean
}

/** Who asks for this page, and what they may do; asked once for each request. Who must sign in is sent to do so. */
export const loadViewer = cache(async (): Promise<Loaded<Viewer>> => {
  try {
    return { ok: true, value: await askViewer() }
  } catch (error) {
    const problem = problemOf(error)
    if (problem.kind === 'signed-out') redirect(await signInPath())
    return { ok: false, problem }
  }
})

async function askViewer(): Promise<Viewer> {
  const { actor, role, project, open } = await (await requestClient()).me()
  const isSignedIn = (await readSessionKey()) !== null
  return { actor, role, project, isSignedIn, isOpen: open, mayEdit: role === 'admin' }
}

/**
 * The viewer, or why a page is not for them. A key of role `ingest` reads nothing; a `read` key changes nothing. For pages:
 * actions take `act`.
 */
export async function requireRole(role: 'read' | 'admin'): Promise<Loaded<Viewer>> {
  const viewer = await loadViewer()
  if (!viewer.ok || mayAct(viewer.value, role)) return viewer
  return { ok: false, problem: forbidden(role) }
}

export function mayAct(viewer: Viewer, role: 'read' | 'admin'): boolean {
  return viewer.role === 'admin' || (role === 'read' && viewer.role === 'read')
}

export function forbidden(role: 'read' | 'admin'): PageProblem {
  return { kind: 'forbidden', detail: `This takes a key of the role ${role === 'admin' ? 'admin' : 'read or admin'}.` }
}
