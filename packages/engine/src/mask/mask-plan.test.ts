import { describe, expect, test } from 'vitest'
import { MaskPlan } from './mask-plan.ts'

describe('passages', () => {
  test('are given as they stand in what was masked last, and are kept in terms of the original', () => {
    const plan = new MaskPlan({ text: 'one two three' })
    plan.addPassage(['text'], [4, 7], 'r')
    expect(plan.apply()).toEqual({ text: 'one [masked:r] three' })
    plan.addPassage(['text'], [15, 20], 'r')
    expect(plan.apply()).toEqual({ text: 'one [masked:r] [masked:r]' })
    plan.addPassage(['text'], [3, 5], 'r')
    expect(plan.apply()).toEqual({ text: 'one[masked:r] [masked:r]' })
  })

  test('within a mask add nothing, and what adds something is told once', () => {
    const plan = new MaskPlan({ text: 'one two three' })
    expect(plan.takeGrowth()).toBe(false)
    plan.addPassage(['text'], [4, 7], 'r')
    expect(plan.takeGrowth()).toBe(true)
    expect(plan.takeGrowth()).toBe(false)
    plan.apply()
    plan.addPassage(['text'], [5, 9], 'other')
    expect(plan.takeGrowth()).toBe(false)
    expect(plan.apply()).toEqual({ text: 'one [masked:r] three' })
  })

  test('of a number are all of it, and what is neither text nor number stays', () => {
    const plan = new MaskPlan({ args: { pin: 1234, flag: true, nothing: null } })
    for (const key of ['pin', 'flag', 'nothing']) plan.addPassage(['args', key], [0, 2], 'r')
    expect(plan.apply()).toEqual({ args: { pin: '[masked:r]', flag: true, nothing: null } })
    expect(plan.count).toBe(1)
  })

  test('of one value are known to touch a span that they share a character with', () => {
    const plan = new MaskPlan({ text: 'one two three' })
    plan.addPassage(['text'], [4, 7], 'r')
    const touches = (from: number, to: number) => plan.touches(['text'], [from, to])
    expect([touches(2, 4), touches(2, 5), touches(6, 8), touches(7, 9), touches(0, 13)]).toEqual([
      false,
      true,
      true,
      false,
      true,
    ])
    expect(plan.touches(['args', 'a'], [0, 1])).toBe(false)
  })
})

describe('whole values', () => {
  test('take all that they hold with them, and nothing is added within', () => {
    const plan = new MaskPlan({ args: { a: { b: 'secret', c: [1] }, d: 'x' } })
    plan.addWhole(['args', 'a'], 'r')
    expect(plan.takeGrowth()).toBe(true)
    plan.addWhole(['args', 'a'], 'other')
    plan.addWhole(['args', 'a', 'b'], 'other')
    plan.addPassage(['args', 'a', 'b'], [0, 2], 'other')
    plan.addKey(['args', 'a', 'b'], 'whole', 'other')
    expect(plan.takeGrowth()).toBe(false)
    expect(plan.touches(['args', 'a', 'b'], [0, 1])).toBe(true)
    expect(plan.apply()).toEqual({ args: { a: '[masked:r]', d: 'x' } })
    expect(plan.count).toBe(1)
  })

  test('may be items of a list', () => {
    const plan = new MaskPlan({ args: { list: ['a', 'b', 'c'] } })
    plan.addWhole(['args', 'list', '1'], 'r')
    expect(plan.apply()).toEqual({ args: { list: ['a', '[masked:r]', 'c'] } })
  })
})

describe('keys', () => {
  test('are masked in part, and again in terms of what was masked last', () => {
    const plan = new MaskPlan({ args: { 'x-secret-y': 1 } })
    plan.addKey(['args', 'x-secret-y'], [2, 8], 'r')
    expect(plan.apply()).toEqual({ args: { 'x-[masked:r]-y': 1 } })
    plan.takeGrowth()
    plan.addKey(['args', 'x-[masked:r]-y'], [3, 6], 'r')
    expect(plan.takeGrowth()).toBe(false)
    plan.addKey(['args', 'x-[masked:r]-y'], [12, 14], 'r')
    expect(plan.takeGrowth()).toBe(true)
    expect(plan.apply()).toEqual({ args: { 'x-[masked:r]': 1 } })
    plan.addPassage(['args', 'x-[masked:r]'], [0, 1], 'number')
    expect(plan.apply()).toEqual({ args: { 'x-[masked:r]': '[masked:number]' } })
    expect(plan.count).toBe(2)
  })

  test('that a mask of theirs covers already add nothing', () => {
    const plan = new MaskPlan({ args: { secret: 1 } })
    plan.addKey(['args', 'secret'], 'whole', 'r')
    expect(plan.takeGrowth()).toBe(true)
    plan.addKey(['args', 'secret'], [1, 3], 'r')
    plan.addKey(['args', 'secret'], 'whole', 'r')
    expect(plan.takeGrowth()).toBe(false)
    expect(plan.apply()).toEqual({ args: { '[masked:r]': 1 } })
  })

  test('that a mask of theirs covers in part are masked further', () => {
    const plan = new MaskPlan({ args: { secret: 1 } })
    plan.addKey(['args', 'secret'], [3, 6], 'r')
    plan.takeGrowth()
    plan.addKey(['args', 'secret'], [1, 6], 'r')
    expect(plan.takeGrowth()).toBe(true)
    plan.addKey(['args', 'secret'], [2, 5], 'r')
    expect(plan.takeGrowth()).toBe(false)
    expect(plan.apply()).toEqual({ args: { 's[masked:r]': 1 } })
    plan.addKey(['args', 's[masked:r]'], 'whole', 'r')
    expect(plan.takeGrowth()).toBe(true)
    expect(plan.apply()).toEqual({ args: { '[masked:r]': 1 } })
  })

  test('of the items of a list are the key of the list, of lists in lists too', () => {
    const plan = new MaskPlan({ args: { secret: [['a'], 'b'], plain: [{ inner: 'c' }] } })
    plan.addKey(['args', 'secret', '0', '0'], [0, 3], 'r')
    plan.addKey(['args', 'plain', '0', 'inner'], [0, 5], 'r')
    expect(plan.apply()).toEqual({ args: { '[masked:r]ret': [['a'], 'b'], plain: [{ '[masked:r]': 'c' }] } })
  })

  test('that the contract gives to content stay, and are masked further down', () => {
    const plan = new MaskPlan({ text: 'x', args: { text: 'y' }, tool: 't', result: 1, error: 'e', note: 'z' })
    for (const key of ['tool', 'result', 'error']) plan.addKey([key], 'whole', 'r')
    expect(plan.takeGrowth()).toBe(false)
    plan.addKey(['text'], 'whole', 'r')
    plan.addKey(['args'], [0, 2], 'r')
    plan.addKey(['args', 'text'], 'whole', 'r')
    plan.addKey(['note'], 'whole', 'r')
    expect(plan.apply()).toMatchObject({ text: 'x', args: { '[masked:r]': 'y' }, tool: 't', '[masked:r]': 'z' })
  })

  test('that become the same are numbered, past those that stand there already', () => {
    const plan = new MaskPlan({ args: { a: 1, '[masked:r]#2': 2, b: 3, c: 4, d: 5 } })
    for (const key of ['a', 'b', 'c']) plan.addKey(['args', key], 'whole', 'r')
    expect(plan.apply()).toEqual({
      args: { '[masked:r]': 1, '[masked:r]#2': 2, '[masked:r]#3': 3, '[masked:r]#4': 4, d: 5 },
    })
    expect(plan.count).toBe(3)
    plan.addWhole(['args', '[masked:r]#3'], 'value')
    expect(plan.apply()).toMatchObject({ args: { '[masked:r]': 1, '[masked:r]#3': '[masked:value]' } })
  })
})

test('where a place and a span of the original are in the masked content', () => {
  const plan = new MaskPlan({ args: { 'my-secret': { text: 'a secret b' }, whole: { a: ['x'] } } })
  plan.addKey(['args', 'my-secret'], [3, 9], 'r')
  plan.addPassage(['args', 'my-secret', 'text'], [2, 8], 'r')
  plan.addWhole(['args', 'whole'], 'r')
  plan.apply()
  const there = ['args', 'my-secret', 'text']
  expect(plan.pathInMasked(there)).toEqual(['args', 'my-[masked:r]', 'text'])
  expect(plan.spanInMasked(there, [9, 10])).toEqual([13, 14])
  expect(plan.spanInMasked(there, [3, 4])).toEqual([2, 12])
  expect(plan.keySpanInMasked(['args', 'my-secret'], [0, 4])).toEqual([0, 13])
  expect(plan.pathInMasked(['args', 'whole', 'a', '0'])).toEqual(['args', 'whole'])
  expect(plan.spanInMasked(['args', 'whole', 'a', '0'], [0, 1])).toEqual([0, 10])
  expect(plan.pathInMasked(['args', 'elsewhere', 'b'])).toEqual(['args', 'elsewhere', 'b'])
  expect(plan.spanInMasked(['args', 'elsewhere', 'b'], [2, 4])).toEqual([2, 4])
  expect(plan.keySpanInMasked(['text'], [1, 2])).toEqual([1, 2])
})

describe('everything', () => {
  const everything = (content: Record<string, unknown>) => {
    const plan = new MaskPlan(content)
    plan.addEverything('r')
    return plan.apply()
  }

  test.each(['shell', 'mcp:files/read_file.v2', 'Tool-12', 'a', 'x'.repeat(64)])(
    'leaves a plain name of a tool: %s',
    (tool) => {
      expect(everything({ tool, text: 'x' })).toEqual({ tool, text: '[masked:r]' })
    },
  )

  test.each([7, '', '1shell', 'a1b2c3', 'tool1234', 'two words', 'x'.repeat(65), { a: 'shell' }, ['shell']])(
    'leaves no other: %j',
    (tool) => {
      expect(everything({ tool })).toEqual({ tool: '[masked:r]' })
    },
  )

  test('takes keys that are long with it', () => {
    const [short, long] = ['k'.repeat(15), 'k'.repeat(16)]
    expect(everything({ [short]: 1, [long]: 'shell', args: {} })).toEqual({
      [short]: '[masked:r]',
      '[masked:r]': '[masked:r]',
      args: '[masked:r]',
    })
  })
})

test('content to which nothing was added stays as it is', () => {
  const content = { args: { a: ['x', { b: 1 }] } }
  const plan = new MaskPlan(content)
  expect(plan.apply()).toEqual(content)
  expect(plan.count).toBe(0)
})
