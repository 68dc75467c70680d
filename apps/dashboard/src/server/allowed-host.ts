import { isIP } from 'node:net'
import type { DashboardConfig } from '../settings.ts'

type Names = Pick<DashboardConfig, 'AGENTSENTRY_HOST' | 'AGENTSENTRY_ALLOWED_HOSTS' | 'AGENTSENTRY_ENV'>

/**
 * Whether this server may be called by this name. While the API needs no key, a web page whose own name is made to lead here
 * (DNS rebinding) would be of the same origin to the browser, and could read everything. In production nothing is shown without
 * a key, and names are only held to where some are set: as the API has it.
 */
export function isAllowedHost(host: string | null, names: Names): boolean {
  const others = names.AGENTSENTRY_ALLOWED_HOSTS.split(',').flatMap((name) => name.trim().toLowerCase() || [])
  if (others.includes('*') || (others.length === 0 && names.AGENTSENTRY_ENV === 'production')) return true
  if (host === null) return false
  const name = host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase()
  return isPrivate(name) || name === names.AGENTSENTRY_HOST.toLowerCase() || others.includes(name)
}

/** Addresses cannot be made to lead elsewhere, and nobody outside can own a name without a dot, or one of these. */
function isPrivate(name: string): boolean {
  const address = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name
  return isIP(address) !== 0 || !name.includes('.') || name.endsWith('.localhost') || name === 'host.docker.internal'
}
