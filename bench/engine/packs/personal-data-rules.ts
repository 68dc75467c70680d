import type { Draw } from '../draw.ts'
import type { Pattern } from './bench-rule.ts'

const persons = ['patient', 'employee', 'customer', 'student', 'member', 'policyholder', 'taxpayer', 'tenant', 'donor']
const papers = ['passport', 'licence', 'insurance', 'account', 'permit', 'pension', 'visa', 'voucher', 'registry']
const domains = [
  'harbourclinic',
  'northbank',
  'rivertown',
  'oldmill',
  'stonegate',
  'greenfield',
  'eastgate',
  'lakeside',
]
const countries = 'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
  ' ',
)

type Template = (turn: number, draw: Draw) => Pattern

const templates: readonly Template[] = [
  (turn, draw) => {
    const country = at(countries, turn)
    return {
      pattern: `\\b${country}\\d{2}[ ]?(?:[0-9A-Z]{4}[ ]?){${3 + (turn % 3)}}[0-9A-Z]{1,4}\\b`,
      literals: [country.toLowerCase()],
      example: `${country}89 ${'3704 '.repeat(3 + (turn % 3))}${draw.digits(2)}`,
      nearMiss: `${country}89 3704 ${draw.digits(3)}`,
    }
  },
  (turn, draw) => {
    const label = `${at(persons, turn)} ${at(papers, Math.floor(turn / persons.length))}`
    return {
      pattern: `(?i)\\b${label}(?:\\s(?:no|number|id))?\\b[\\s:#.=-]{1,4}[0-9a-z]{2}\\d{6}\\b`,
      literals: [label],
      example: `${label} number: ab${draw.digits(6)}`,
      nearMiss: `${label} number: ab${draw.digits(5)}`,
    }
  },
  (turn, draw) => {
    const host = `${at(['mail', 'hr', 'staff', 'post'], turn)}.${at(domains, turn)}${turn}.example`
    return {
      pattern: `(?i)\\b[a-z0-9._%+-]{1,64}@${host.replaceAll('.', '\\.')}\\b`,
      literals: [`@${host}`],
      example: `${draw.pick(persons)}.${draw.digits(2)}@${host}`,
      nearMiss: `${draw.pick(persons)} @${host}`,
    }
  },
  (turn, draw) => ({
    pattern: `\\+${20 + turn}[ -]?\\(?\\d{2,4}\\)?[ -]?\\d{3,4}[ -]?\\d{3,5}\\b`,
    literals: [`+${20 + turn}`],
    example: `+${20 + turn} 30 ${draw.digits(4)} ${draw.digits(4)}`,
    nearMiss: `+${20 + turn} 30 ${draw.digits(2)}`,
  }),
  (turn, draw) => {
    const label = `${at(persons, turn)}${at(['_', '-', ' '], turn)}${at(['id', 'ref', 'record', 'file'], turn)}`
    return {
      pattern: `(?i)\\b${label}["']?\\s{0,2}[:=#]\\s{0,2}["']?[a-z]{${1 + (turn % 4)}}\\d{${5 + (turn % 5)}}\\b`,
      literals: [label],
      example: `${label}: "${'abcd'.slice(0, 1 + (turn % 4))}${draw.digits(5 + (turn % 5))}"`,
      nearMiss: `${label}: "${'abcd'.slice(0, 1 + (turn % 4))}${draw.digits(4)}"`,
    }
  },
  (turn, draw) => {
    const paper = at(papers, turn)
    return {
      pattern: `(?i)\\b${paper}\\b.{0,${20 + turn}}\\b(?:born|birth|dob)\\b.{0,20}\\d{4}-\\d{2}-\\d{2}\\b`,
      literals: [paper],
      example: `${paper} holder, born on 19${draw.digits(2)}-0${1 + draw.below(9)}-1${draw.digits(1)}`,
      nearMiss: `${paper} holder, born on 19${draw.digits(2)}-0${1 + draw.below(9)}`,
    }
  },
]

/** Account numbers by country, papers and records by their label, addresses at a firm, telephone numbers. */
export function personalDataPattern(index: number, draw: Draw): Pattern {
  return at(templates, index)(Math.floor(index / templates.length), draw)
}

function at<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item
}
