import { createHash } from 'node:crypto'
import type { JudgeRequest } from '../ports/judge.ts'

/**
 * Equal where a judge is asked the same: SHA-256 over what is to be judged, the window, and the identity of the judge.
 * The ids of trace and session and the decision of the rules are not in it, as the judge is not told them.
 */
export function judgedContentHash(judgeIdentity: string, request: JudgeRequest): string {
  const hash = createHash('sha256')
  const add = (part: string | null) => {
    // With its length before it, no two lists of parts run together to the same bytes.
    hash.update(part === null ? '-' : `${Buffer.byteLength(part)}:`).update(part ?? '')
  }
  add(judgeIdentity)
  for (const part of [request.role, request.phase, request.tool, request.contentJson]) add(part)
  for (const { role, phase, tool, contentJson, decision } of request.window) {
    for (const part of [role, phase, tool, contentJson, decision]) add(part)
  }
  return hash.digest('hex')
}
