import type { Draw } from '../draw.ts'

const cities = ['Lisbon', 'Graz', 'Tartu', 'Cork', 'Ghent', 'Malmö', 'Brno', 'Split', 'Turku', 'Leiden', 'Aarhus']
const states = ['open', 'shipped', 'returned', 'waiting', 'paid', 'cancelled']
const names = ['anna', 'ben', 'carla', 'dmitri', 'elif', 'farid', 'greta', 'hugo', 'ines', 'jakub']
const goods = ['desk lamp', 'account book', 'garden hose', 'travel permit holder', 'steel pan', 'reading chair']

/** One record as JSON on one line, with a comma behind it. */
export function record(draw: Draw): string {
  const name = draw.pick(names)
  return `${JSON.stringify({
    id: `${draw.hex(8)}-${draw.hex(4)}-4${draw.hex(3)}-a${draw.hex(3)}-${draw.hex(12)}`,
    customer: { name, email: `${name}.${draw.digits(2)}@post.example`, city: draw.pick(cities) },
    items: [{ name: draw.pick(goods), count: 1 + draw.below(5), price: draw.below(90_000) / 100 }],
    status: draw.pick(states),
    created_at: `2026-0${1 + draw.below(9)}-1${draw.digits(1)}T0${draw.digits(1)}:${1 + draw.below(5)}7:33.120Z`,
    note: draw.chance(0.3) ? null : `call before noon, door ${draw.below(40)}`,
  })},\n`
}
