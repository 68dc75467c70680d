import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { NotifyFailure } from '@agentsentry/pipeline/ports'
import { readAddress, specialRange } from './address-range.ts'
import type { WebhookAllow } from './webhook-allow.ts'

/** The addresses of a name. Rejects when it has none, or when that cannot be found out. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>

export const resolveBySystem: ResolveHost = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address)

/** The URL of a webhook, or the reason why it can be none. */
export function readWebhookUrl(text: string): URL {
  if (!URL.canParse(text)) throw refused(`\`${text}\``, 'it is not a URL')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refused(`\`${url.protocol}\``, 'only http and https are')
  if (url.username !== '' || url.password !== '') throw refused(`\`${url.host}\``, 'the URL holds a user name')
  return url
}

/** The host as DNS and sockets name it: `new URL` has turned every spelling of an IPv4 address into the usual one. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1')
}

/**
 * The addresses to connect to, each of which was checked. Whoever connects must use these and not ask again: a second
 * answer may be another one (DNS rebinding). Rejects with `NotifyFailure`, not retryable, when one of them is not public
 * and not allowed; all of them are refused then.
 */
export async function checkedAddresses(
  url: URL,
  allow: WebhookAllow,
  resolve: ResolveHost,
): Promise<readonly string[]> {
  const host = hostOf(url)
  const addresses = isIP(host) === 0 ? await resolve(host) : [host]
  if (addresses.length === 0) throw new Error(`\`${host}\` has no address`)
  for (const text of addresses) {
    // A socket would look up whatever is not an address.
    if (isIP(text) === 0) throw refused(`\`${host}\``, `\`${text}\` is not an address`)
    const address = readAddress(text)
    const range = specialRange(address)
    if (range !== null && !allow.hasHost(host) && !allow.hasAddress(address))
      throw refused(text === host ? `\`${host}\`` : `\`${host}\` at \`${text}\``, `it is not public: ${range}`)
  }
  return addresses
}

function refused(what: string, why: string): NotifyFailure {
  return new NotifyFailure(`${what} is refused as a webhook: ${why}`, { retryable: false })
}
