import type { Transformation } from './transformation.ts'

export const splitTransformations: readonly Transformation[] = [
  {
    name: 'split over keys',
    seeds: 'text',
    apply: ({ value, contentWith }, random) => [contentWith(keyed(cut(value, 2, random)))],
  },
  {
    name: 'split over keys, at blanks',
    seeds: 'phrases',
    apply: ({ value, contentWith }) => [contentWith(keyed(value.split(' ')))],
  },
  {
    name: 'split over array items',
    seeds: 'text',
    apply: ({ value, contentWith }, random) => [contentWith(cut(value, 3, random))],
  },
  {
    name: 'split over array items, at blanks',
    seeds: 'phrases',
    apply: ({ value, contentWith }) => [contentWith(value.split(' '))],
  },
  {
    name: 'split over two traces',
    seeds: 'text',
    apply: ({ value, contentWith }, random) => cut(value, 2, random).map(contentWith),
  },
  {
    name: 'split over three traces',
    seeds: 'text',
    apply: ({ value, contentWith }, random) => cut(value, 3, random).map(contentWith),
  },
]

/** Parts of about the same length; a blank at a cut stays where it is. */
function cut(value: string, count: number, random: () => number): string[] {
  const places = Array.from({ length: count - 1 }, (_each, at) =>
    Math.floor(((at + 0.7 + 0.6 * random()) * value.length) / count),
  )
  return [0, ...places].map((from, at) => value.slice(from, places[at] ?? value.length))
}

function keyed(parts: readonly string[]): Record<string, string> {
  return Object.fromEntries(parts.map((part, at) => [`part_${String.fromCharCode(97 + at)}`, part]))
}
