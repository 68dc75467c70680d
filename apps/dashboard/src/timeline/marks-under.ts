import type { PlacedMark } from '#components/json-tree.tsx'

/** Marks within one part of a content, with pointers that begin there. */
export function marksUnder(marks: readonly PlacedMark[], pointer: string): PlacedMark[] {
  return marks
    .filter(({ path }) => path === pointer || path.startsWith(`${pointer}/`))
    .map((mark) => ({ ...mark, path: mark.path.slice(pointer.length) }))
}
