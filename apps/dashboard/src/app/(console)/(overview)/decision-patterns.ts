import type { Decision } from '@agentsentry/contract'

/** What fills a decision's part of a bar. Each differs in more than colour; `lines` is a path in a tile of 8 by 8. */
export interface Pattern {
  readonly ground: 'strong' | 'soft'
  readonly lines: string | null
}

export const patternTile = 8
export const patternLineWidth = 1.5

export const decisionPatterns: Readonly<Record<Decision, Pattern>> = {
  block: { ground: 'strong', lines: null },
  ask: { ground: 'soft', lines: 'M2 0V8M6 0V8' },
  redact: { ground: 'soft', lines: 'M-2 2L2 -2M-2 10L10 -2M6 10L10 6' },
  warn: { ground: 'soft', lines: 'M1 2h2M5 6h2' },
  allow: { ground: 'soft', lines: null },
}

/** Whole class names, so that Tailwind finds them. */
export const decisionColours: Readonly<Record<Decision, { strong: string; soft: string }>> = {
  block: { strong: 'text-block', soft: 'text-block-soft' },
  ask: { strong: 'text-ask', soft: 'text-ask-soft' },
  redact: { strong: 'text-redact', soft: 'text-redact-soft' },
  warn: { strong: 'text-warn', soft: 'text-warn-soft' },
  allow: { strong: 'text-allow', soft: 'text-allow-soft' },
}
