import type { FilterProgram } from './filter-program.ts'
import { beyondAscii } from './neighbours.ts'

/** Deterministic states that are remembered, and instructions that they stand for together. More are forgotten all at once. */
const mostStates = 1500
const mostMembers = 100_000

/** What is kept for an instruction of the program, for one of its sets, and for an instruction that a state stands for. */
const bytesPerInstruction = 120
const bytesPerSet = 500
const bytesPerMember = 12

/** Work that one search may spend on states that are not known yet, in instructions; beyond it gives up. */
const mostInstructions = 20_000

/** Room that is made at first. */
const fewestStates = 16

const unknown = -1
const dead = 0

/**
 * Tells of a text, or of one place in it, that a pattern does not match there. It may err on the other side. States are
 * worked out when first met and remembered; what is remembered changes no answer, only its cost.
 */
export class FilterAutomaton {
  readonly #program: FilterProgram
  /** Entries of the alphabet that no set tells apart share a class. */
  readonly #classOf: Uint8Array
  readonly #classCount: number
  /** By set and class: 1 when the set holds the class. */
  readonly #holds: readonly Uint8Array[]
  #next = new Int32Array(0)
  #members: (readonly number[])[] = []
  #accepts: boolean[] = []
  readonly #stateOf = new Map<string, number>()
  #memberCount = 0
  #startHere = unknown
  #startAnywhere = unknown
  #spent = 0

  constructor(program: FilterProgram) {
    this.#program = program
    const { classOf, classCount } = classify(program.sets)
    this.#classOf = classOf
    this.#classCount = classCount
    this.#holds = program.sets.map((set) => {
      const holds = new Uint8Array(classCount)
      for (let entry = 0; entry <= beyondAscii; entry++) holds[classOf[entry] as number] = set[entry] as number
      return holds
    })
    this.#forget()
  }

  /** About how much it holds by now. */
  get bytes(): number {
    const { takes, sets } = this.#program
    const fixed = bytesPerInstruction * takes.length + bytesPerSet * sets.length
    return fixed + bytesPerMember * this.#memberCount + this.#next.byteLength
  }

  /** False when no match begins at `start`. */
  mayBeginAt(text: string, start: number): boolean {
    return this.#run(text, start, false)
  }

  /** False when no match begins at `from` or behind. */
  mayBeginFrom(text: string, from: number): boolean {
    return this.#run(text, from, true)
  }

  #run(text: string, from: number, anywhere: boolean): boolean {
    this.#spent = 0
    let state = this.#startState(anywhere)
    for (let at = from; ; at++) {
      if (this.#accepts[state] === true) return true
      if (state === dead || at >= text.length) return false
      const unit = text.charCodeAt(at)
      const character = this.#classOf[unit < beyondAscii ? unit : beyondAscii] as number
      const place = state * this.#classCount + character
      const next = this.#next[place] as number
      if (next !== unknown) {
        state = next
        continue
      }
      if (this.#spent > mostInstructions) return true
      state = this.#workOut(state, character, anywhere, place)
    }
  }

  /** Every search begins there: it is worked out once, until states are forgotten. */
  #startState(anywhere: boolean): number {
    const known = anywhere ? this.#startAnywhere : this.#startHere
    if (known !== unknown) return known
    const state = this.#stateFor([this.#program.start], anywhere)
    if (anywhere) this.#startAnywhere = state
    else this.#startHere = state
    return state
  }

  #workOut(state: number, character: number, anywhere: boolean, place: number): number {
    const { takes, next } = this.#program
    const targets: number[] = anywhere ? [this.#program.start] : []
    for (const instruction of this.#members[state] as readonly number[]) {
      const set = takes[instruction] as number
      if (set >= 0 && this.#holds[set]?.[character] === 1) targets.push(...(next[instruction] as readonly number[]))
    }
    const known = this.#members.length
    const target = this.#stateFor(targets, anywhere)
    // Forgetting takes the state that this step leads from away as well.
    if (this.#members.length >= known) this.#next[place] = target
    return target
  }

  /** The state of all instructions that can be reached without a character. Anchored and unanchored states never meet. */
  #stateFor(starts: readonly number[], anywhere: boolean): number {
    const members = this.#closure(starts)
    if (members.length === 0) return dead
    const key = `${anywhere ? '*' : ''}${members.join()}`
    const known = this.#stateOf.get(key)
    if (known !== undefined) return known
    if (this.#members.length >= mostStates || this.#memberCount > mostMembers) this.#forget()
    const state = this.#members.push(members) - 1
    this.#memberCount += members.length
    if (this.#members.length * this.#classCount > this.#next.length) this.#grow()
    this.#stateOf.set(key, state)
    this.#accepts.push(members.includes(this.#program.accept))
    return state
  }

  #closure(starts: readonly number[]): number[] {
    const { takes, next } = this.#program
    const seen = new Set<number>(starts)
    for (const instruction of seen) {
      if ((takes[instruction] as number) < 0)
        for (const target of next[instruction] as readonly number[]) seen.add(target)
    }
    this.#spent += seen.size
    return [...seen].sort((left, right) => left - right)
  }

  #grow(): void {
    const next = new Int32Array(2 * this.#next.length).fill(unknown)
    next.set(this.#next)
    this.#next = next
  }

  #forget(): void {
    this.#next = new Int32Array(fewestStates * this.#classCount).fill(unknown)
    this.#stateOf.clear()
    this.#members = [[]]
    this.#memberCount = 0
    this.#accepts = [false]
    this.#startHere = unknown
    this.#startAnywhere = unknown
  }
}

function classify(sets: readonly Uint8Array[]): { classOf: Uint8Array; classCount: number } {
  const classOf = new Uint8Array(beyondAscii + 1)
  const known = new Map<string, number>()
  for (let entry = 0; entry <= beyondAscii; entry++) {
    const key = sets.map((set) => set[entry]).join('')
    let number = known.get(key)
    if (number === undefined) {
      number = known.size
      known.set(key, number)
    }
    classOf[entry] = number
  }
  return { classOf, classCount: known.size }
}
