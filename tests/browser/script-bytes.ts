import { gzipSync } from 'node:zlib'
import type { TestBrowser } from './open-browser.ts'

/** Loads a page as a browser does that has never been there; how much JavaScript that takes, in bytes after gzip. */
export async function scriptBytes(browser: TestBrowser, url: string): Promise<number> {
  const scripts: Promise<Buffer>[] = []
  const page = await browser.openPage({
    url,
    onResponse: (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.body())
    },
  })
  // Those that the page asks for once it runs; the stream of events is never at rest.
  await page.waitForTimeout(1_000)
  const sizes = (await Promise.all(scripts)).map((body) => gzipSync(body).length)
  await page.context().close()
  return sizes.reduce((sum, size) => sum + size, 0)
}
