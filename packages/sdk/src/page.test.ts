import { expect, it } from 'vitest'
import { nextCursor } from './page.ts'

it.each([
  [null, null],
  ['', null],
  ['</sessions?limit=5&cursor=abc%3D>; rel="next"', 'abc='],
  ['<https://host/sessions?cursor=abc>; rel=next', 'abc'],
  ['<?cursor=abc>; title="a; rel=prev"; rel="next"', 'abc'],
  ['</a?cursor=p>; rel="prev", </a?cursor=n>; rel="next last"', 'n'],
  ['</a?cursor=p>; rel="prev"', null],
  ['</a>; rel="next"', null],
  ['nonsense', null],
])('the next cursor of `%s` is %s', (link, cursor) => {
  expect(nextCursor(link)).toBe(cursor)
})
