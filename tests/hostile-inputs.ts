import { hostileAddresses } from './hostile-addresses.ts'
import { hostileBodies } from './hostile-bodies.ts'
import { hostileContent } from './hostile-content.ts'
import { hostileHeaders } from './hostile-headers.ts'
import { hostileHttp } from './hostile-http.ts'
import type { HostileInput, Target } from './hostile-request.ts'
import { hostileRules } from './hostile-rules.ts'
import { hostileSql } from './hostile-sql.ts'

/** Every hostile input, in the order in which they are sent. */
export function hostileInputs(target: Target): HostileInput[] {
  return [
    ...hostileBodies(target),
    ...hostileContent(target),
    ...hostileAddresses(target),
    ...hostileHeaders(target),
    ...hostileSql(target),
    ...hostileRules(target),
    ...hostileHttp(target),
  ]
}
