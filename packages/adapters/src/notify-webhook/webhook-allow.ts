import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { type Address, isIPv6 } from './address-range.ts'

/** Whom webhooks may go to though the address is not public. */
export interface WebhookAllow {
  hasHost(hostname: string): boolean
  hasAddress(address: Address): boolean
}

/**
 * Reads host names, addresses and CIDRs, parted by commas or blanks. A host name lets through whatever it resolves to.
 * Throws with every entry that is none of these.
 */
export function readWebhookAllow(text: string): WebhookAllow {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  const hosts = new Set<string>()
  const ranges: [Address, number][] = []
  const faults: string[] = []
  for (const entry of entries) {
    const range = readRange(entry)
    const host = range === null ? readHost(entry) : null
    if (range !== null) ranges.push(range)
    else if (host !== null) hosts.add(host)
    else faults.push(`\`${entry}\` is neither a host name nor an address nor a CIDR`)
  }
  if (faults.length > 0) throw new Error(faults.join('; '))
  return {
    hasHost: (hostname) => hosts.has(withoutDot(hostname)),
    hasAddress: (address) => ranges.some((range) => contains(range, address)),
  }
}

function readRange(entry: string): [Address, number] | null {
  const [address = '', prefix, ...rest] = entry.replace(/^\[(.*)\]$/, '$1').split('/')
  if (isIP(address) === 0 || rest.length > 0) return null
  const plain = ipaddr.parse(address)
  // Addresses are compared as IPv4 where they stand for one, so a mapped range would never be met.
  if (isIPv6(plain) && plain.isIPv4MappedAddress()) return null
  const bits = isIPv6(plain) ? 128 : 32
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
  return length <= bits ? [plain, length] : null
}

function readHost(entry: string): string | null {
  if (/[/:@?#\\[\]%*]/.test(entry) || !URL.canParse(`http://${entry}`)) return null
  const { hostname } = new URL(`http://${entry}`)
  // `127.1` and the like: an address has to be written in full here.
  return isIP(hostname) === 0 ? withoutDot(hostname) : null
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '')
}

function contains([range, length]: [Address, number], address: Address): boolean {
  return isIPv6(range)
    ? isIPv6(address) && address.match(range, length)
    : !isIPv6(address) && address.match(range, length)
}
