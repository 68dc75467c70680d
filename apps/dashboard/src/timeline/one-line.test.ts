import { expect, test } from 'vitest'
import { formatDuration } from './format-duration.ts'
import { oneLine } from './one-line.ts'

test('arguments read as one line', () => {
  expect(oneLine({ command: 'ls\n-la', cwd: '/srv', flags: ['a', 1, null], more: { deep: true } })).toBe(
    'command: ls -la · cwd: /srv · flags: [a, 1, null] · more: { deep: true }',
  )
  expect(oneLine('plain')).toBe('plain')
  expect(oneLine(null)).toBe('null')
})

test('of a large value only the beginning is looked at', () => {
  const large = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 'v'.repeat(50)]))
  let read = 0
  const watched = new Proxy(large, {
    get(target, key) {
      read++
      return Reflect.get(target, key)
    },
  })
  expect(oneLine(watched, 200)).toHaveLength(201)
  expect(read).toBeLessThan(10)
})

test('durations are said in the unit that a person would use', () => {
  expect(
    [0, 340, 2_400, 9_960, 59_400, 60_000, 200_000, 3_600_000, 18_720_000, 200_000_000].map(formatDuration),
  ).toEqual(['0 ms', '340 ms', '2.4 s', '10 s', '59 s', '1 min', '3 min 20 s', '1 h', '5 h 12 min', '2 d 7 h'])
  expect(formatDuration(-1_500)).toBe('−1.5 s')
})
