const longestExcerpt = 80
const longestRead = 400

/**
 * What follows a word that announces a secret, however the two are joined: `password: …`, `token => …`, `secret is …`; and
 * what may be the password in a URL, which a port with a path behind it is not.
 */
const announced =
  /((?:passw(?:or)?d|passphrase|passcode|pwd|secret|token|(?:api|access|private|signing|encryption|account|auth)[_-]?key|authorization)["'\\\]]*(?:\s*(?::=|=>|[:=>])\s*|\s+is\s+)["'\\]*(?:(?:bearer|basic|token)\s+)?|\b(?:bearer|basic)\s+|--(?:password|token|secret|api-key)\s+|:\/\/[^\s/:@]*:(?!\d{1,5}[/?#]))([^\s"'\\,;<@]+)/giu

/** A long run that mixes letters and digits, or follows the mark of a vendor: a key, a hash, a token. */
const opaque =
  /(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk-|[sr]k_live_)[\w-]{8,}|(?=[A-Za-z0-9+/_=.-]*[0-9])(?=[A-Za-z0-9+/_=.-]*[A-Za-z])[A-Za-z0-9+/_=-]{16,}/g

/**
 * What matched, fit to be shown and logged: without white space around it, secrets masked down to their first four characters, cut to 80 UTF-16 code
 * units. Masking comes before cutting, so a secret cut in half does not escape it.
 */
export function excerptOf(text: string, start: number, end: number): string {
  const read = cut(text.slice(start, end), longestRead).trim()
  const masked = read
    .replace(announced, (_whole, announcement: string, secret: string) => announcement + mask(secret))
    .replace(opaque, mask)
  return masked.length <= longestExcerpt ? masked : `${cut(masked, longestExcerpt - 1)}…`
}

/** At most `length` code units, never half of a surrogate pair. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

function mask(secret: string): string {
  return secret.length <= 8 ? '****' : `${secret.slice(0, 4)}****`
}
