import { type RuleSetBundle, ruleSetSignedText, ruleSetText } from '@agentsentry/contract'
import { AgentSentryError } from '../errors.ts'

/**
 * Resolves when the rules are those that the hash names and, where a key is given, when that key has signed them; rejects
 * with `ruleset_refused` when not. The hash alone tells that they came whole, the signature also from whom.
 */
export async function verifyBundle(bundle: RuleSetBundle, publicKey: string | null): Promise<void> {
  if ((await sha256(textOf(bundle))) !== bundle.hash) throw refused('their hash is another')
  if (publicKey === null) return
  if (!bundle.signature) throw refused('they are not signed')
  const { value } = bundle.signature
  if (!(await isSigned(ruleSetSignedText(bundle), value, publicKey)))
    throw refused('their signature is not that of the key')
}

export function refused(why: string, cause?: unknown): AgentSentryError {
  return new AgentSentryError('ruleset_refused', `the rules that the server sent are refused: ${why}`, { cause })
}

function textOf({ rules }: RuleSetBundle): string {
  try {
    return ruleSetText(rules)
  } catch (cause) {
    throw refused('they are no rules', cause)
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function isSigned(text: string, signature: string, publicKey: string): Promise<boolean> {
  const key = await importedKey(publicKey)
  try {
    return await crypto.subtle.verify('Ed25519', key, bytesOf(signature), new TextEncoder().encode(text))
  } catch {
    return false
  }
}

/** A key that cannot be one is a fault of whoever gave it: `option_invalid`. */
export async function importedKey(publicKey: string) {
  try {
    return await crypto.subtle.importKey('raw', bytesOf(publicKey), 'Ed25519', false, ['verify'])
  } catch {
    throw new AgentSentryError('option_invalid', 'rulesetKey must be 32 bytes as base64, as `public_key` of a bundle')
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
