import { randomFrom } from '../random.ts'

/** Rules as `POST /rules` takes them, made to be costly. Those that are refused cost nothing later. */
export interface RulePack {
  readonly name: string
  readonly rules: readonly { readonly name: string; readonly pattern: string; readonly rule_type: 'regex' | 'nlp' }[]
}

const hostilePatterns = [
  'a.{0,400}b.{0,40}z',
  'a.{0,480}[^a]',
  '(?i)(x+x+)+y',
  '.*[^A-Z]|[A-Z]',
  '(.*)(.*)(.*)(.*)(.*)[^a]$',
  '(a*)*b',
  '(?:a?){300}a{300}',
  '(\\w+\\s?)+$',
  '(?:\\w.{0,200}\\d.{0,200}[^a])+$',
  '\\w.{0,400}\\pL{3}\\z',
  '(?s).*(.)(.)(.)[0-9]{5}.*\\z',
  '[a-zA-Z0-9+/]{200,400}=',
  '(?:a|aa|aaa|aaaa){100}$',
  '(?i)[a-z]{1,400}ſ',
]

export const hostilePack: RulePack = {
  name: 'hostile',
  rules: hostilePatterns.map((pattern, at) => ({ name: `hostile ${at}`, pattern, rule_type: 'regex' })),
}

const words = 'drop delete table user password token secret remove file system admin root shell mail send key'.split(
  ' ',
)

/** A thousand rules, of which every second can match what is common. */
export function largePack(): RulePack {
  const random = randomFrom(3)
  const word = () => words[Math.floor(random() * words.length)] as string
  const rules = Array.from({ length: 1000 }, (_, at) =>
    at % 2 === 0
      ? {
          name: `large ${at}`,
          pattern: `(?i)\\b${word()}\\s+${word()}.{0,30}${word()}${at}`,
          rule_type: 'regex' as const,
        }
      : { name: `large ${at}`, pattern: `${word()} ${word()}|${word()} the ${word()}`, rule_type: 'nlp' as const },
  )
  return { name: '1000 rules', rules }
}
