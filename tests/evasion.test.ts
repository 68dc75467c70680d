import { expect, test } from 'vitest'
import { measureRecall } from '../bench/evasion/measure.ts'
import { compileStarter } from '../bench/evasion/seeds.ts'

const rows = measureRecall(compileStarter(), 9)

test('every class of disguise is tried on several seeds', () => {
  expect(rows.length).toBeGreaterThanOrEqual(20)
  expect(rows.filter(({ seeds }) => seeds < 10).map(({ name }) => name)).toEqual([])
})

test.each(rows)('the starter pack finds in disguise what it finds plain: $name', ({ plain, seeds, missed }) => {
  expect(plain).toBe(seeds)
  expect(missed).toEqual([])
})
