import ipaddr from 'ipaddr.js'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
// A public address behind which Azure answers the machines it runs, with their settings.
const azurePlatform = '168.63.129.16'

/** Reads an address that `isIP` takes, which refuses short and octal spellings. */
export function readAddress(text: string): Address {
  return embeddedAddress(ipaddr.process(text))
}

/** The IPv4 address that a NAT64 gateway (RFC 6052) would connect to; `ipaddr.process` has unwrapped mapped ones before. */
function embeddedAddress(address: Address): Address {
  if (!isIPv6(address) || !address.match(nat64)) return address
  return new ipaddr.IPv4(address.toByteArray().slice(12))
}

/** The name of the range that keeps an address from being reached by all the world; null where it is public. */
export function specialRange(address: Address): string | null {
  const range = address.range()
  if (range !== 'unicast') return range
  if (address.toString() === azurePlatform) return 'cloud platform'
  // What IPv6 has not given out is nobody's, and `::a.b.c.d` is an IPv4 address in an old spelling.
  return isIPv6(address) && !address.match(globalUnicast) ? 'not global unicast' : null
}

export function isIPv6(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6'
}
