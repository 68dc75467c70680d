import { Draw } from '../draw.ts'

const verbs = (
  'ignore disregard forget bypass override skip reveal leak export forward publish expose disclose upload transfer ' +
  'wire erase wipe delete disable unlock escalate impersonate decrypt dump copy hide falsify approve sign share print'
).split(' ')
const articles = ['all', 'any', 'every', 'the', 'your', 'our', 'their', 'these', 'those', 'my']
const adjectives = (
  'previous hidden internal confidential private secret original customer payroll medical encrypted stored remote ' +
  'pending archived financial personal restricted signed quarterly'
).split(' ')
const nouns = (
  'instructions prompts rules credentials passwords tokens keys records files messages contracts invoices accounts ' +
  'balances backups logs addresses salaries documents certificates policies transfers permissions settings notes'
).split(' ')

/** `count` different phrases of two to four words, in an order that mixes them well. */
export function phrasePack(count: number): string[] {
  const draw = new Draw(2)
  const phrases = new Set<string>()
  while (phrases.size < count) {
    const words = [draw.pick(verbs), draw.pick(articles), draw.pick(adjectives), draw.pick(nouns)]
    if (draw.chance(0.03)) words.splice(2, 1)
    if (draw.chance(0.03)) words.splice(1, 1)
    phrases.add(words.join(' '))
  }
  return [...phrases]
}
