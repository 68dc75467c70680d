import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright-core'

/** Loads a page as a browser does that has never been there; how much JavaScript that takes, in bytes after gzip. */
export async function scriptBytes(page: Page, url: string): Promise<number> {
  const scripts: Promise<Buffer>[] = []
  const collect = (response: Response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.body())
  }
  page.on('response', collect)
  await page.goto(url)
  // Those that the page asks for once it runs; the stream of events is never at rest.
  await page.waitForTimeout(1_000)
  page.off('response', collect)
  const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length)
  return sizes.reduce((sum, size) => sum + size, 0)
}
