'use client'

import { setNonce } from 'get-nonce'

/**
 * Radix keeps the page behind a dialog from scrolling by a `<style>` that it adds, which the content security policy only
 * lets through with the nonce of the page. Browsers hide that from attributes, not from scripts.
 */
export function allowOwnStyles(): void {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
  if (nonce) setNonce(nonce)
}
