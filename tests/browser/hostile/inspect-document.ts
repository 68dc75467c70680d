import type { Page } from 'playwright-core'

/**
 * Runs in the browser: what a document holds that content must not have brought, each in words. `sent` is a document as the
 * server sent it, in which nothing has run.
 */
const inspection = String.raw`(document, { sent, nonce, origin }) => {
  const faults = []
  const tell = (element, what) => faults.push(what + ': ' + element.outerHTML.slice(0, 200))
  const never = 'img, image, picture, iframe, frame, object, embed, video, audio, source, math, base, portal, marquee, ' +
    'plaintext, xmp, noembed, listing, area, map, applet, svg script, svg foreignObject, svg animate, svg set, svg use, ' +
    'svg a, svg image, svg style, [srcdoc], [ping], [contenteditable], [popover], meta[http-equiv], form[action*=":"]'
  for (const element of document.querySelectorAll(never)) tell(element, 'markup that is not ours')
  for (const element of document.querySelectorAll('template'))
    if (!/^[A-Z]:[0-9a-f]+$/.test(element.id) && !element.hasAttribute('data-dgst')) tell(element, 'a template')
  for (const script of document.querySelectorAll('script')) {
    const isOurs = script.nonce !== '' && (nonce === undefined || script.nonce === nonce)
    const src = script.getAttribute('src')
    if (!isOurs && !(src ?? '').startsWith('/_next/')) tell(script, 'a script')
    if (src !== null && !src.startsWith('/_next/')) tell(script, 'a script from elsewhere')
  }
  const addresses = ['href', 'src', 'srcset', 'action', 'formaction', 'xlink:href', 'poster', 'data', 'background', 'cite']
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) tell(element, 'a handler')
      if (name === 'style' && sent) tell(element, 'a style that the server wrote')
      if (!addresses.includes(name) || value === '') continue
      if (!URL.canParse(value, origin) || new URL(value, origin).origin !== origin) tell(element, 'an address that is not ours')
    }
    if (element.localName === 'style' && element.nonce === '') tell(element, 'a style sheet')
  }
  const deceptive = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/u
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const within = node.parentElement
    if (within.closest('script, style, textarea') !== null) continue
    if (deceptive.test(node.data)) tell(within, 'characters that do not show')
  }
  return [...new Set(faults)]
}`

/** What stands in a page now that content must not have brought. */
export function inspectPage(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(${inspection})(document, { sent: false, origin: location.origin })`)
}

/**
 * The same for documents as the server sends them, asked for by a page of the same origin and read by the browser's own
 * parser: many at the price of one. Returns the faults of each that has any, by its address.
 */
export function inspectAnswers(page: Page, paths: readonly string[]): Promise<Record<string, string[]>> {
  return page.evaluate<Record<string, string[]>>(`(async () => {
    const inspect = ${inspection}
    const faulty = {}
    const waiting = ${JSON.stringify(paths).replaceAll('<', '\\u003c')}
    async function take() {
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const answer = await fetch(path, { redirect: 'manual' })
        const nonce = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
        if (answer.type === 'opaqueredirect') continue
        const faults = answer.status >= 500 ? ['answered with ' + answer.status] : []
        if (/html/.test(answer.headers.get('content-type'))) {
          if (nonce === undefined) faults.push('an answer without a nonce')
          const sent = new DOMParser().parseFromString(await answer.text(), 'text/html')
          faults.push(...inspect(sent, { sent: true, nonce, origin: location.origin }))
        }
        if (faults.length > 0) faulty[path] = faults
      }
    }
    await Promise.all([take(), take(), take(), take()])
    return faulty
  })()`)
}
