import { finestReplacements, type MappedText, Rewriting, rewrite, rewritePassages } from '../mapped-text.ts'
import { confusables } from './confusables.ts'

/**
 * Code points that show nothing: zero width, bidi and other format controls, variation selectors, soft hyphens, tags,
 * fillers, and controls that are not white space.
 */
const invisible = /(?:\p{Default_Ignorable_Code_Point}|\p{Cf}|[\p{Cc}--[\t\n\v\f\r\x85]])+/gv

/** One of these stands where there is anything invisible, and is quicker to look for. */
const perhapsInvisible = /[^\t-\r -~\xa0-\xac\xae-\u02ff]/

/** Null when a text holds nothing invisible. */
export function withoutInvisible(text: string): MappedText | null {
  if (!perhapsInvisible.test(text)) return null
  return rewrite(text, invisible, () => '')
}

const lookAlikes = new Map<number, string>()
for (const [target, points] of confusables) {
  for (const point of points.split(' ')) lookAlikes.set(Number.parseInt(point, 36), target)
}

const foreignRun = /[^\0-\x7f]+/g
const beginsWithMark = /^\p{M}/u

/** A character with its marks, or several Hangul letters that NFKC may compose. */
const cluster = /[\0-\x7f]?\p{M}+|[^\0-\x7f\p{M}\u1100-\u11ff]\p{M}*|[\u1100-\u11ff]+\p{M}*/gu

/** Longer runs are mapped as one passage, unless NFKC keeps their length. */
const longestFineRun = 1024

/** By so much, and its own length, NFKC may lengthen one text. */
const mostGrowth = 64 * 1024

/** NFKC (UAX 15). Null when a text is in that form already. `cut` is told when that would be much longer. */
export function compatible(text: string, cut: (reason: string) => void): MappedText | null {
  const rewriting = new Rewriting(text)
  let replacements = 0
  let growth = -text.length
  const replace = (from: number, to: number, form: string) => {
    growth += Math.max(0, form.length - (to - from))
    if (growth <= mostGrowth) rewriting.replace(from, to, form)
    else cut(`NFKC may make a text twice as long and ${mostGrowth} characters more`)
  }
  for (const { 0: foreign, index: start } of text.matchAll(foreignRun)) {
    if (growth > mostGrowth) break
    // With the character of ASCII that marks stand on.
    const index = start > 0 && beginsWithMark.test(foreign) ? start - 1 : start
    const run = index < start ? text.slice(index, start) + foreign : foreign
    if (replacements > finestReplacements) {
      replace(index, text.length, text.slice(index).normalize('NFKC'))
      break
    }
    const whole = run.normalize('NFKC')
    if (whole === run) continue
    if (run.length > longestFineRun) {
      replace(index, index + run.length, whole)
      continue
    }
    for (const { 0: found, index: at } of run.matchAll(cluster)) {
      // What looks like ASCII must not turn into what does not.
      const form = lookAlikes.has(found.codePointAt(0) as number) ? found : found.normalize('NFKC')
      if (form === found) continue
      replace(index + at, index + at + found.length, form)
      replacements++
    }
  }
  return rewriting.finish()
}

/** Runs of white space as one blank, or as one line break where they hold one. Null when nothing changes. */
export function withSingleBlanks(text: string): MappedText | null {
  return rewritePassages(text, blankRuns(text), (run) => (run === '  ' || !breaks.test(run) ? ' ' : '\n'))
}

const breaks = /[\n\v\f\r\x85\u2028\u2029]/

/** Runs of white space that are not as they should be. */
function blankRuns(text: string): [number, number][] {
  const found: [number, number][] = []
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 32 && code < 128) continue
    if (!isBlank(code)) continue
    const start = at
    while (at + 1 < text.length && isBlank(text.charCodeAt(at + 1))) at++
    if (at > start || (code !== 32 && code !== 10)) found.push([start, at + 1])
  }
  return found
}

const otherBlank = /\s/

function isBlank(code: number): boolean {
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : otherBlank.test(String.fromCharCode(code))
}

const marks = /\p{M}+/gu

/**
 * What a text looks like: letters without their marks, and characters that look like ASCII as ASCII (the skeleton of
 * UTS 39, where that is ASCII). Other scripts keep what has no such likeness. Null when nothing changes.
 */
export function skeleton(text: string): MappedText | null {
  const rewriting = new Rewriting(text)
  for (const { 0: run, index } of text.matchAll(foreignRun)) {
    let at = index
    let from = at
    let same = ''
    for (const character of run) {
      const looks = lookAlikes.get(character.codePointAt(0) as number) ?? withoutMarks(character)
      if (looks.length === character.length) same += looks
      else {
        if (from < at) rewriting.replace(from, at, same)
        rewriting.replace(at, at + character.length, looks)
        from = at + character.length
        same = ''
      }
      at += character.length
    }
    if (from < at) rewriting.replace(from, at, same)
  }
  const mapped = rewriting.finish()
  return mapped?.text === text ? null : mapped
}

const bases = new Map<string, string>()

/** A Latin, Greek or Cyrillic letter without its marks; a mark alone is nothing. */
function withoutMarks(character: string): string {
  const code = character.charCodeAt(0)
  if (code >= 0x2e80 && code < 0xe000) return character
  let base = bases.get(character)
  if (base === undefined) {
    const bare = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Inherited}]/u.test(character)
      ? character.normalize('NFKD').replaceAll(marks, '')
      : character
    base = Array.from(bare, (part) => lookAlikes.get(part.codePointAt(0) as number) ?? part).join('')
    if (bases.size < 4096) bases.set(character, base)
  }
  return base
}
