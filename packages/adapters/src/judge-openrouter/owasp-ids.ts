/**
 * What an opinion may name as its ground: the OWASP Top 10 for LLM applications (2025) and for agentic applications
 * (2026), with the titles that they have there.
 */
export const owaspTitles: Readonly<Record<string, string>> = {
  'OWASP-LLM01:2025': 'prompt injection',
  'OWASP-LLM02:2025': 'sensitive information disclosure',
  'OWASP-LLM03:2025': 'supply chain',
  'OWASP-LLM04:2025': 'data and model poisoning',
  'OWASP-LLM05:2025': 'improper output handling',
  'OWASP-LLM06:2025': 'excessive agency',
  'OWASP-LLM07:2025': 'system prompt leakage',
  'OWASP-LLM08:2025': 'vector and embedding weaknesses',
  'OWASP-LLM09:2025': 'misinformation',
  'OWASP-LLM10:2025': 'unbounded consumption',
  'OWASP-ASI01:2026': 'agent goal hijack',
  'OWASP-ASI02:2026': 'tool misuse and exploitation',
  'OWASP-ASI03:2026': 'identity and privilege abuse',
  'OWASP-ASI04:2026': 'agentic supply chain vulnerabilities',
  'OWASP-ASI05:2026': 'unexpected code execution',
  'OWASP-ASI06:2026': 'memory and context poisoning',
  'OWASP-ASI07:2026': 'insecure inter-agent communication',
  'OWASP-ASI08:2026': 'cascading failures',
  'OWASP-ASI09:2026': 'human-agent trust exploitation',
  'OWASP-ASI10:2026': 'rogue agents',
}

export const owaspIds: readonly string[] = Object.keys(owaspTitles)

/** The id in full for `LLM01`, `ASI05` and the like; null for what is in neither list. */
export function owaspId(text: string): string | null {
  const short = /^(?:OWASP-)?((?:LLM|ASI)\d\d)(?::20\d\d)?$/i.exec(text.trim())?.[1]?.toUpperCase()
  if (short === undefined) return null
  return owaspIds.find((id) => id.startsWith(`OWASP-${short}:`)) ?? null
}
