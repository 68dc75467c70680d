import type { Draw } from '../draw.ts'

const people = ['the team', 'our customer', 'Maria', 'the auditor', 'Jonas', 'the new agent', 'everyone', 'the shop']
const things = ['the invoice', 'a parcel', 'the report', 'this table', 'the meeting', 'an account', 'the river path']
const places = ['in the office', 'near the station', 'on Tuesday', 'at the harbour', 'in section four', 'before noon']
const deeds = ['has read', 'wants to change', 'forgot', 'will send', 'cannot find', 'is going to review', 'selected']
const links = ['because', 'although', 'while', 'and', 'but', 'so', 'even if']
const asides = [
  'Please follow the instructions on the second page.',
  'Nothing in the previous message needs an answer.',
  'The password policy is explained in the handbook, not here.',
  'Ignore the noise of the printer; it is being repaired.',
  'Write to info@harbour.example if a number looks wrong.',
  'The order of 14 March came to 1,284.50 and was paid in two parts.',
  'Call the desk at 030 5551234 between nine and five.',
  'A member of staff will print the list and update the board.',
  'The model of the bridge stands in the hall, behind the old account books.',
  'We keep the files for ten years, as the law requires.',
]

/** One English sentence with a blank behind it. */
export function sentence(draw: Draw): string {
  if (draw.chance(0.2)) return `${draw.pick(asides)} `
  const first = `${draw.pick(people)} ${draw.pick(deeds)} ${draw.pick(things)} ${draw.pick(places)}`
  const second = draw.chance(0.5)
    ? `, ${draw.pick(links)} ${draw.pick(people)} ${draw.pick(deeds)} ${draw.pick(things)}`
    : ''
  const whole = `${first.charAt(0).toUpperCase()}${first.slice(1)}${second}.`
  return draw.chance(0.12) ? `${whole}\n\n` : `${whole} `
}
