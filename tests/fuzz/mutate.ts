import { phases } from '@agentsentry/contract'
import type { Dice } from '../differential/dice.ts'
import { generatePattern } from '../differential/pattern-generator.ts'
import { changeOneString, type FuzzCase } from './fuzz-case.ts'

/** Longest string that a mutation makes, in UTF-16 code units. */
const maxLength = 65_536

/** What engines of patterns, readers of YAML and decoders have stumbled over elsewhere. */
const hostile =
  `(a+)+$ (a|aa)+$ (?:a?){30}a{30} .* .*.*.*= [^\\W] \\b \\B ^ $ (?i) (?s: (?m) (?P<n> x{1000} x{2,}{3} [[:alpha:]] \\pL \\PN \\x{10FFFF}
  \\Q \\E \\C (?=a) (?!b) \\1 {,5} [z-a] [] () (|a)* (?U) \\z a{0} ((((((( ))))))) a|b||c ſ K İ ß ﬁ 😀 \u0301 \u200b \u202e \ufeff \u{e0041}
  aGVsbG8gd29ybGQgcm0gLXJmIC8= 726d202d7266202f %72%6d%20%2d%72%66 &#114;&#x6d; &lt; \\u0072\\x6d \\162 {"a":"{\\"b\\":1}"} rm\${IFS}-rf $(echo eval)
  \`ls\` r''m "r"m |sh <<EOF \\\n ;& >( $'\\x72' \${a:-b} constructor __proto__ toString - : & * ! | > ' " # % @ [ { ? , &a *a <<: !!js/function
  rules: pattern: |- --- ... unless: fields: ['/**'] ~0 ~1 / // !* ** share ssn password dan xgf drop table \0 \ud800 \r\n`.split(
    /\s+/,
  )

/** A case that is a little, or a lot, other than the one given. */
export function mutate(fuzzCase: FuzzCase, corpus: readonly FuzzCase[], dice: Dice): FuzzCase {
  let mutated = fuzzCase
  for (let left = dice.between(1, 4); left > 0; left--) {
    mutated = dice.chance(0.2) ? mutateShape(mutated, dice.pick(corpus), dice) : mutateText(mutated, dice)
  }
  return mutated
}

function mutateText(fuzzCase: FuzzCase, dice: Dice): FuzzCase {
  return changeOneString(fuzzCase, dice, (text) => {
    const [from, to] = [dice.between(0, text.length), dice.between(0, text.length)].sort((left, right) => left - right)
    const [before, middle, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)]
    const change = dice.between(0, 7)
    const made =
      change === 0
        ? before + after
        : change === 1
          ? before + middle.repeat(dice.between(2, 5)) + after
          : change === 2
            ? before + (middle || dice.pick(hostile)).repeat(dice.between(1, dice.pick([10, 100, 5000]))) + after
            : change === 3
              ? generatePattern(dice, 're2').source
              : change === 4
                ? before + generatePattern(dice, 're2').text(200) + after
                : change === 5
                  ? before + encode(dice, middle) + after
                  : before + dice.pick(hostile) + dice.pick(['', '', ' ', '\n', middle]) + after
    return made.slice(0, maxLength)
  })
}

function encode(dice: Dice, text: string): string {
  const bytes = Buffer.from(text)
  return dice.pick([
    bytes.toString('base64'),
    bytes.toString('hex'),
    encodeURIComponent(text.toWellFormed()),
    JSON.stringify(text),
    [...text].join('\u200b'),
    text.normalize('NFD'),
  ])
}

/** Rules and contents change places between cases; rules get and lose what limits them. */
function mutateShape(fuzzCase: FuzzCase, other: FuzzCase, dice: Dice): FuzzCase {
  if (fuzzCase.kind === 'document' || other.kind === 'document') return other
  const { rules } = fuzzCase
  const rule = dice.pick(rules)
  return dice.pick<() => FuzzCase>([
    () => ({ ...fuzzCase, content: other.content, phase: other.phase }),
    () => ({ ...fuzzCase, phase: dice.pick(phases) }),
    () => ({ ...fuzzCase, content: { ...fuzzCase.content, args: other.content } }),
    () => ({ ...fuzzCase, content: { ...fuzzCase.content, result: JSON.stringify(other.content) } }),
    () => ({ ...fuzzCase, rules: renamed([...rules, ...other.rules].slice(0, 40)) }),
    () => ({ ...fuzzCase, rules: renamed(rules.length > 1 ? rules.filter((each) => each !== rule) : rules) }),
    () => ({
      ...fuzzCase,
      rules: renamed([...rules, { ...rule, unless: [{ pattern: dice.pick(other.rules).pattern }] }]),
    }),
    () => ({
      ...fuzzCase,
      rules: renamed([...rules, { ...rule, fields: [dice.pick(['/**', '/args', '!/text', '/*/0'])] }]),
    }),
    () => ({
      ...fuzzCase,
      rules: renamed([...rules, { ...rule, rule_type: rule.rule_type === 'nlp' ? 'regex' : 'nlp' }]),
    }),
  ])()
}

function renamed<Rule extends object>(rules: readonly Rule[]): (Rule & { name: string })[] {
  return rules.map((rule, index) => ({ ...rule, name: `rule ${index}` }))
}
