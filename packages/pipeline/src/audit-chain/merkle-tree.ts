import { hash } from 'node:crypto'

// The Merkle tree of RFC 9162, section 2.1 (the same as RFC 6962's), with SHA-256. Its leaves are the hashes of entries,
// each as 32 bytes. Hashes are lower-case hex outside of this file's two buffers.

const leafBytes = Buffer.alloc(33, 0)
const nodeBytes = Buffer.alloc(65, 1)

const emptyRoot = hash('sha256', '')

function hashLeaf(entryHash: string): string {
  leafBytes.write(entryHash, 1, 'hex')
  return hash('sha256', leafBytes)
}

function hashNode(left: string, right: string): string {
  nodeBytes.write(left, 1, 'hex')
  nodeBytes.write(right, 33, 'hex')
  return hash('sha256', nodeBytes)
}

/** A tree that only grows. It keeps the roots of its whole subtrees, largest first: as many as `size` has ones in binary. */
export class MerkleFrontier {
  #size: number
  readonly #roots: string[]

  constructor(size = 0, roots: readonly string[] = []) {
    this.#size = size
    this.#roots = [...roots]
  }

  get size(): number {
    return this.#size
  }

  get roots(): readonly string[] {
    return this.#roots
  }

  add(entryHash: string): void {
    let root = hashLeaf(entryHash)
    // Each one at the end of `size` in binary is a whole subtree as large as this one. Sizes pass 2^31.
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2)
      root = hashNode(this.#roots.pop() as string, root)
    this.#roots.push(root)
    this.#size++
  }

  root(): string {
    return this.#roots.length === 0 ? emptyRoot : this.#roots.reduceRight((right, left) => hashNode(left, right))
  }
}

/** Whether so many subtrees make up a tree of this size, and have this root. */
export function isFrontierOf(roots: readonly string[], { seq, root }: { seq: number; root: string }): boolean {
  const ones = [...seq.toString(2)].filter((digit) => digit === '1').length
  return roots.length === ones && new MerkleFrontier(seq, roots).root() === root
}
