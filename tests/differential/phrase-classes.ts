import type { PhraseQuestion } from './phrase-generator.ts'
import { type PhraseToken, tokensOf } from './phrase-tokens.ts'
import type { Span } from './re2.ts'
import type { SpacyToken, SpacyTokens } from './spacy.ts'

/** Why spaCy and the engine may differ; each is a heading's row in docs/phrases.md. */
export const phraseClasses = [
  'white space',
  'address',
  'number',
  'word list',
  'apostrophe',
  'glued',
  'run of signs',
  'digits and letters',
  'script without spaces',
  'underscore',
  'combining mark',
] as const
export type PhraseClass = (typeof phraseClasses)[number]

/**
 * The classes of what makes spaCy and the engine differ over a phrase: places where, within the match that only one has
 * or within the phrase, one ends a token and the other does not. Empty when both cut alike: then there is no excuse.
 */
export function classifyDifference(
  { phrase, text }: PhraseQuestion,
  matches: readonly (Span | null)[],
  tokens: SpacyTokens,
): Set<PhraseClass> {
  const classes = new Set<PhraseClass>()
  for (const span of matches) if (span !== null) addClasses(classes, text, tokens.text, span)
  addClasses(classes, phrase, tokens.phrase, [0, phrase.length])
  return classes
}

function addClasses(classes: Set<PhraseClass>, text: string, theirs: readonly SpacyToken[], region: Span): void {
  const ours = tokensOf(text)
  const isTouched = ([start, end]: readonly [number, number, ...unknown[]]) => start < region[1] && region[0] < end
  for (const token of theirs.filter(isTouched)) {
    if (token[2] === 'SPACE') classes.add('white space')
    else for (const { span } of ours) if (isInside(span[0], token)) classes.add(coarser(text, token, span[0]))
  }
  for (const { span } of ours.filter((token) => isTouched(token.span))) {
    for (const token of theirs) if (isInside(token[0], span)) classes.add(finer(text, ours, theirs, token[0]))
  }
}

const isInside = (offset: number, [start, end]: readonly [number, number, ...unknown[]]) =>
  start < offset && offset < end

/** Of a token of spaCy's that the engine cuts at `offset`. */
function coarser(text: string, [start, end, rule]: SpacyToken, offset: number): PhraseClass {
  const token = text.slice(start, end)
  const before = text.slice(0, offset).match(/\P{M}\p{M}*$/u)?.[0] ?? ''
  const after = text.slice(offset).match(/^./su)?.[0] ?? ''
  if (rule.startsWith('SPECIAL')) return 'word list'
  if (rule === 'URL_MATCH' || /@|:\/\/|^www\.|\.(?:com|example|md|js|ts|ya?ml|net|org)\b/i.test(token)) return 'address'
  if (/^['’]\p{L}+$|\p{L}['’]\p{L}|\p{L}['’]$/u.test(token)) return 'apostrophe'
  if (/^[\p{N}.,:/+–-]+$/u.test(token)) return 'number'
  if (isUnspaced(before) || isUnspaced(after)) return 'script without spaces'
  if (isSign(before) && isSign(after)) return 'run of signs'
  if (isSign(before) || isSign(after)) return 'glued'
  throw new Error(`spaCy keeps ${JSON.stringify(token)} whole (${rule}), which is cut at ${offset - start}`)
}

/** Of a token of the engine's that spaCy cuts at `offset`. */
function finer(text: string, ours: PhraseToken[], theirs: readonly SpacyToken[], offset: number): PhraseClass {
  const token = ours.find(({ span }) => isInside(offset, span))?.word ?? ''
  const pieces = theirs.filter(([start, end]) => start === offset || end === offset)
  if (pieces.some(([, , rule]) => rule.startsWith('SPECIAL'))) return 'word list'
  if (/^_|_$/.test(token)) return 'underscore'
  if (/\p{M}/u.test(token)) return 'combining mark'
  if (/\p{N}/u.test(token)) return 'digits and letters'
  throw new Error(`spaCy cuts ${JSON.stringify(token)} in ${JSON.stringify(text)}: ${JSON.stringify(pieces)}`)
}

const isSign = (character: string) => !/^[\p{L}\p{M}\p{N}_]/u.test(character)
const isUnspaced = (character: string) => tokensOf(`${character}${character}`).length === 2 && !isSign(character)
