import 'server-only'
import { headers } from 'next/headers'
import { pathHeader } from './path-header.ts'
import { sameSitePath } from './same-site-path.ts'

/** Path and query of the page that is asked for. */
export async function currentPath(): Promise<string> {
  return sameSitePath((await headers()).get(pathHeader))
}
