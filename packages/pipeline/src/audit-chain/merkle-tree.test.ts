import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFrontierOf, MerkleFrontier } from './merkle-tree.ts'

/** As RFC 9162, section 2.1.1, defines it. */
function treeHash(leaves: readonly string[]): Buffer {
  const [only] = leaves
  if (only === undefined) return createHash('sha256').digest()
  if (leaves.length === 1) return createHash('sha256').update('\0').update(only, 'hex').digest()
  let half = 1
  while (half * 2 < leaves.length) half *= 2
  const [left, right] = [treeHash(leaves.slice(0, half)), treeHash(leaves.slice(half))]
  return createHash('sha256').update('\x01').update(left).update(right).digest()
}

function grown(leaves: readonly string[]): MerkleFrontier {
  const tree = new MerkleFrontier()
  for (const leaf of leaves) tree.add(leaf)
  return tree
}

const leaf = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const leaves = fc.array(leaf, { maxLength: 70 })

describe('a tree that grows', () => {
  test('has at every size the root of the standard', () => {
    fc.assert(
      fc.property(leaves, (all) => {
        const tree = new MerkleFrontier()
        for (const [at, hash] of all.entries()) {
          tree.add(hash)
          expect(tree.root()).toBe(treeHash(all.slice(0, at + 1)).toString('hex'))
        }
      }),
      { numRuns: 30 },
    )
  })

  test('has the roots that another program computes', () => {
    const seven = Array.from({ length: 7 }, (_, at) => createHash('sha256').update(Buffer.of(at)).digest('hex'))
    expect(grown(seven).root()).toBe('bee2275db16667589a4515f63e0d053a2fa602c1d9f9703e98920a5bdad59baf')
    expect(grown(seven.slice(0, 1)).root()).toBe('d9de27625445003d8a9739a851e3ff8d41c0683630b4d63a88327a6aaa37c409')
    expect(grown([]).root()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('goes on from its frontier as if it had never stopped, and does not keep the leaves', () => {
    fc.assert(
      fc.property(leaves, leaves, (before, after) => {
        const { size, roots } = grown(before)
        expect(roots.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size + 1)))
        const resumed = new MerkleFrontier(size, roots)
        for (const hash of after) resumed.add(hash)
        expect(resumed.root()).toBe(grown([...before, ...after]).root())
      }),
    )
  })
})

test('a frontier fits one size and one root', () => {
  const leavesOfSix = Array.from({ length: 6 }, (_, at) => createHash('sha256').update(String(at)).digest('hex'))
  const tree = grown(leavesOfSix)
  const root = tree.root()
  expect(isFrontierOf(tree.roots, { seq: 6, root })).toBe(true)
  expect(isFrontierOf(tree.roots, { seq: 7, root })).toBe(false)
  expect(isFrontierOf([...tree.roots].reverse(), { seq: 6, root })).toBe(false)
  expect(isFrontierOf([], { seq: 6, root })).toBe(false)
})
