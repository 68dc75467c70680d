import type { Draw } from '../draw.ts'
import type { Pattern } from './bench-rule.ts'

const onsets = ['br', 'cal', 'dex', 'fen', 'gor', 'hal', 'jun', 'kor', 'lum', 'mav', 'nor', 'ost', 'pel', 'quil', 'riv']
const codas = ['ado', 'base', 'cast', 'ders', 'ello', 'fly', 'grid', 'ium', 'kit', 'lane', 'mint', 'nest', 'ora', 'pay']

/** Invented vendors, 210 of them; no two share a name. */
function vendorAt(index: number): string {
  return `${onsets[index % onsets.length]}${codas[Math.floor(index / onsets.length) % codas.length]}`
}

type Template = (vendor: string, draw: Draw) => Pattern

const templates: readonly Template[] = [
  (vendor, draw) => ({
    pattern: `(?i)\\b${vendor}_(?:live|test)_[0-9a-z]{24}\\b`,
    literals: [`${vendor}_live_`, `${vendor}_test_`],
    example: `${vendor}_live_${draw.lower(24)}`,
    nearMiss: `${vendor}_live_${draw.lower(23)}-`,
  }),
  (vendor, draw) => ({
    pattern: `\\b${vendor.slice(0, 4)}-[A-Za-z0-9_]{32,64}\\b`,
    literals: [`${vendor.slice(0, 4)}-`],
    example: `${vendor.slice(0, 4)}-${draw.lower(40)}`,
    nearMiss: `${vendor.slice(0, 4)}-${draw.lower(31)}.`,
  }),
  (vendor, draw) => ({
    pattern: `(?i)\\b${vendor}[_-]?(?:api|secret|access)[_-]?key["']?\\s{0,3}[:=]\\s{0,3}["']?[0-9a-z]{20,40}\\b`,
    literals: [vendor],
    example: `${vendor.toUpperCase()}_API_KEY="${draw.lower(32)}"`,
    nearMiss: `${vendor.toUpperCase()}_API_KEY="${draw.lower(19)}"`,
  }),
  (vendor, draw) => ({
    pattern: `\\b${vendor.slice(0, 4).toUpperCase()}[0-9A-Z]{16}\\b`,
    literals: [vendor.slice(0, 4)],
    example: `${vendor.slice(0, 4).toUpperCase()}${draw.upper(16)}`,
    nearMiss: `${vendor.slice(0, 4).toUpperCase()}${draw.upper(15)}-`,
  }),
  (vendor, draw) => ({
    pattern: `https://hooks\\.${vendor}\\.example/services/T[0-9A-Z]{8}/B[0-9A-Z]{8}/[0-9A-Za-z]{24}`,
    literals: [`https://hooks.${vendor}.example/services/t`],
    example: `https://hooks.${vendor}.example/services/T${draw.upper(8)}/B${draw.upper(8)}/${draw.lower(24)}`,
    nearMiss: `https://hooks.${vendor}.example/services/T${draw.upper(7)}/B`,
  }),
  (vendor, draw) => ({
    pattern: `(?i)${vendor}[0-9a-z_. -]{0,25}(?:token|secret)[ "']{0,3}(?:=>|=|:)\\s{0,3}["']?[0-9a-f]{32}\\b`,
    literals: [vendor],
    example: `${vendor} production token: '${draw.hex(32)}'`,
    nearMiss: `${vendor} production token: '${draw.hex(31)}g'`,
  }),
  (vendor, draw) => ({
    pattern: `-----BEGIN ${vendor.toUpperCase()} (?:PRIVATE|SIGNING) KEY-----[0-9A-Za-z+/=\\s]{40,400}-----END`,
    literals: [`-----begin ${vendor} `],
    example: `-----BEGIN ${vendor.toUpperCase()} PRIVATE KEY-----\n${draw.upper(64)}\n-----END`,
    nearMiss: `-----BEGIN ${vendor.toUpperCase()} PRIVATE KEY-----\n${draw.upper(30)}\n-----END`,
  }),
  (vendor, draw) => ({
    pattern: `\\b${vendor}:[0-9a-f]{8}:[0-9a-f]{32}\\b`,
    literals: [`${vendor}:`],
    example: `${vendor}:${draw.hex(8)}:${draw.hex(32)}`,
    nearMiss: `${vendor}:${draw.hex(8)}:${draw.hex(30)}`,
  }),
]

/** The vendor's own prefix, an assignment to a name of theirs, a webhook, a key in armour. */
export function secretPattern(index: number, draw: Draw): Pattern {
  const template = templates[index % templates.length] as Template
  return template(vendorAt(index), draw)
}
