import vm from 'node:vm'
import { jsonLimits, parseStrictJson } from '@agentsentry/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toContent } from './index.ts'
import { deepestLevel, type Json, mostCharacters, mostValues } from './json.ts'
import { snapshot } from './snapshot.ts'

const hostile = () => {
  throw new Error('hands off')
}
const nested = (levels: number): unknown => (levels === 0 ? 'bottom' : { in: nested(levels - 1) })

class Account {
  owner = 'ann'
  #balance = 3
  get balance() {
    return this.#balance
  }
}

describe('content', () => {
  it.each<[string, unknown, unknown]>([
    ['undefined', undefined, null],
    ['undefined in a list and a field', [undefined, { a: undefined }], [null, { a: null }]],
    ['a hole', new Array(2), [null, null]],
    ['a bigint', 2n ** 70n, '1180591620717411303424'],
    ['numbers that JSON lacks', [Number.NaN, Number.POSITIVE_INFINITY], ['NaN', 'Infinity']],
    [
      'numbers that readers carry differently',
      [2 ** 53, -1e300, 2 ** 53 - 1],
      ['9007199254740992', '-1e+300', 2 ** 53 - 1],
    ],
    ['an error', new TypeError('no such file'), { name: 'TypeError', message: 'no such file' }],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), 'Invalid Date'],
    ['a map', new Map([['a', new Map([['b', 1]])]]), { a: { b: 1 } }],
    ['a map with keys that are no strings', new Map<unknown, unknown>([[1, 'x']]), [[1, 'x']]],
    ['a set', new Set([1, 'x']), [1, 'x']],
    ['numbers in a typed array', new Float64Array([0.5, 2]), [0.5, 2]],
    ['bytes that are text', new TextEncoder().encode('rm -rf /\n'), 'rm -rf /\n'],
    ['a buffer that is text', Buffer.from('café'), 'café'],
    ['minus zero', -0, 0],
    ['bytes that are no text', new Uint8Array([0, 255]), [0, 255]],
    ['a view on bytes', new DataView(new Uint8Array([104, 105]).buffer), 'hi'],
    ['a function', hostile, '[Function hostile]'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a pattern', /a+/g, '/a+/g'],
    ['boxed primitives', [new String('ab'), new Number(1), new Boolean(false)], ['ab', 1, false]],
    ['an instance', new Account(), { owner: 'ann' }],
    ['an instance that says what it is', new URL('http://a/b'), 'http://a/b'],
    ['an instance without fields', Promise.resolve(), '[object Promise]'],
    ['half an emoji and NUL', { 'a\ud83d': 'b\udc00\0' }, { 'a\ufffd': 'b\ufffd\ufffd' }],
    ['a whole emoji', '🙂', '🙂'],
    [
      'values of another realm',
      vm.runInNewContext('[new Map([["a", new Error("x")]]), new Date(0)]'),
      [{ a: { name: 'Error', message: 'x' } }, '1970-01-01T00:00:00.000Z'],
    ],
  ])('%s', (_, value, content) => {
    expect(toContent(value)).toEqual(content)
  })

  it('a cycle is cut where it closes, and what is merely used twice is shown twice', () => {
    const shared = { x: 1 }
    const value: Record<string, unknown> = { one: shared, two: shared }
    value.self = { again: value }
    expect(toContent(value)).toEqual({ one: { x: 1 }, two: { x: 1 }, self: { again: '[Circular]' } })
    const map = new Map<string, unknown>()
    map.set('self', map)
    expect(toContent(map)).toEqual({ self: '[Circular]' })
  })

  it('sixty levels are shown and no more', () => {
    expect(snapshot(nested(deepestLevel))).toMatchObject({ content: nested(deepestLevel), whole: true })
    const deeper = snapshot(nested(deepestLevel + 1))
    expect(deeper.whole).toBe(false)
    expect(JSON.stringify(deeper.content)).toContain('{"in":"[Too deep]"}')
    expect(toContent(nested(5_000))).toBeDefined()
  })

  it('what is too large is cut and said to be, in reasonable time', () => {
    let bomb: unknown = 'x'
    for (let level = 0; level < 40; level += 1) bomb = [bomb, bomb]
    const huge = new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 32 - 1 : 'x') })
    const long = 'x'.repeat(mostCharacters + 1)
    for (const value of [bomb, huge, long, new Uint32Array(mostValues), new Array(mostValues).fill({})]) {
      const startedAt = Date.now()
      const { content, whole } = snapshot(value)
      expect(whole).toBe(false)
      expect(JSON.stringify(content)).toContain('[Too large]')
      expect(Date.now() - startedAt).toBeLessThan(3_000)
    }
    expect(snapshot(new Array(mostValues - 1).fill(1)).whole).toBe(true)
  })

  it('two keys that become equal are both shown: neither hides the other', () => {
    const content = toContent({ 'k\ud800': 'rm -rf /', 'k\ufffd': 'harmless', 'k\udc00': 'too' })
    expect(content).toEqual({ 'k\ufffd': 'rm -rf /', 'k\ufffd\ufffd1': 'harmless', 'k\ufffd\ufffd2': 'too' })
    expect(toContent({ 'a\0': 1, 'a\ufffd\ufffd2': 2, 'a\ud800': 3 })).toEqual({
      'a\ufffd': 1,
      'a\ufffd\ufffd2': 2,
      'a\ufffd\ufffd2\ufffd': 3,
    })
  })

  it('many keys that become equal take no longer than as many others', () => {
    const surrogate = (index: number) => String.fromCharCode(0xd800 + (index % 1_000))
    const keys = Array.from({ length: 20_000 }, (_, index) => surrogate(index) + surrogate(index / 1_000))
    const value = Object.fromEntries(keys.map((key) => [key, 1]))
    const startedAt = Date.now()
    expect(Object.keys(toContent(value) as object)).toHaveLength(keys.length)
    expect(Date.now() - startedAt).toBeLessThan(2_000)
  })

  it('names from outside are fields like any other, and the one that sets a prototype is changed', () => {
    const value = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"toJSON":3}')
    const { content, copy } = snapshot(value)
    expect(JSON.stringify(content)).toBe('{"__proto__\ufffd":{"polluted":1},"constructor":2,"toJSON":3}')
    expect(Object.keys(copy as object)).toEqual(['__proto__\ufffd', 'constructor', 'toJSON'])
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('a field called toJSON does not speak for a plain object', () => {
    expect(toContent({ cmd: 'rm -rf /', toJSON: () => ({ cmd: 'ls' }) })).toEqual({
      cmd: 'rm -rf /',
      toJSON: '[Function toJSON]',
    })
  })
})

describe('hostile values do not throw', () => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const handler = new Proxy({}, { get: hostile })
  class Liar {
    visible = 1
    toJSON = hostile
  }
  class Endless {
    toJSON(): unknown {
      return new Endless()
    }
  }
  it.each<[string, unknown, unknown]>([
    [
      'an accessor that throws',
      {
        good: 1,
        get bad() {
          return hostile()
        },
      },
      { good: 1, bad: '[Unreadable]' },
    ],
    ['a proxy all of whose traps throw', { a: new Proxy({}, handler as ProxyHandler<object>) }, { a: '[Unreadable]' }],
    ['a revoked proxy', [revoked.proxy], ['[Unreadable]']],
    ['a proxy of an array that throws', new Proxy([1], { get: hostile }), '[Unreadable]'],
    ['a toJSON that throws', new Liar(), { visible: 1, toJSON: '[Function hostile]' }],
    [
      'an error whose message throws',
      Object.defineProperty(new Error('x'), 'message', { get: hostile }),
      '[Unreadable]',
    ],
    ['a function whose name throws', Object.defineProperty(() => 1, 'name', { get: hostile }), '[Unreadable]'],
    ['an object that claims to be a map', { [Symbol.toStringTag]: 'Map', a: 1 }, { a: 1 }],
  ])('%s', (_, value, content) => {
    expect(toContent(value)).toEqual(content)
  })

  it('a toJSON without end', () => {
    expect(snapshot(new Endless())).toMatchObject({ content: '[Too deep]', whole: false })
  })
})

describe('copy', () => {
  it('is a deep copy of data, with its types', () => {
    const value = {
      list: [{ a: 1 }],
      none: undefined,
      at: new Date(5),
      map: new Map([['k', { v: 1 }]]),
      set: new Set([1]),
      bytes: new Uint8Array([1, 2]),
    }
    const { copy } = snapshot(value)
    expect(copy).toEqual(value)
    const copied = copy as typeof value
    expect(copied.list[0]).not.toBe(value.list[0])
    expect(copied.map.get('k')).not.toBe(value.map.get('k'))
    expect(copied.bytes.buffer).not.toBe(value.bytes.buffer)
    expect(copied.at).not.toBe(value.at)
  })

  it('reads an accessor once', () => {
    let reads = 0
    const value = {
      get command() {
        reads += 1
        return reads === 1 ? 'ls' : 'rm -rf /'
      },
    }
    const { content, copy } = snapshot(value)
    expect(content).toEqual({ command: 'ls' })
    expect(Object.getOwnPropertyDescriptor(copy, 'command')).toMatchObject({ value: 'ls' })
    expect(reads).toBe(1)
  })

  it('keeps a cycle, and hands on by reference what has no copy', () => {
    const value: Record<string, unknown> = { run: hostile, account: new Account() }
    value.self = value
    const copy = snapshot(value).copy as typeof value
    expect(copy.self).toBe(copy)
    expect(copy.run).toBe(hostile)
    expect(copy.account).toBe(value.account)
  })

  it('has the strings that were shown', () => {
    expect(snapshot({ 'a\0': 'b\ud800' }).copy).toEqual({ 'a\ufffd': 'b\ufffd' })
  })
})

describe('for any value', () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    key: fc.string({ unit: 'binary' }),
  })
  const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) })
  const json = fc.jsonValue({ stringUnit: 'binary', noUnicodeString: false } as never)

  it('content is JSON data that a server records', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const content = toContent(value)
        const body = JSON.stringify({ content: { result: content } })
        expect(parseStrictJson(body)).toEqual({ content: { result: content } })
      }),
      { numRuns: 500 },
    )
  })

  it('any string, whatever its code units, is recordable', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        const body = JSON.stringify(toContent(value))
        expect(Object.keys(parseStrictJson(body) as object)).toHaveLength(Object.keys(value).length)
      }),
    )
  })

  it('what JSON already carries is shown and copied as it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Json
        fc.pre(JSON.stringify(plain).match(/\d{16}|e\+|\\u0000|__proto__/) === null)
        const { content, copy, whole } = snapshot(plain)
        expect(content).toEqual(plain)
        expect(copy).toEqual(plain)
        expect(whole).toBe(true)
      }),
    )
  })

  it('is shown the same again: content of content is content', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(toContent(toContent(value))).toEqual(toContent(value))
      }),
    )
  })
})

it('the limits leave room for what a trace adds around a value', () => {
  expect(deepestLevel).toBeLessThanOrEqual(jsonLimits.depth - 3)
  expect(mostValues).toBeLessThanOrEqual(jsonLimits.values - 500)
})
