import type { Judge } from '../judge.ts'

/** Something of its own for each judge, made when it is first asked for and kept as long as the judge is. */
export function perJudge<State>(make: () => State): (judge: Judge) => State {
  const states = new WeakMap<Judge, State>()
  return (judge) => {
    const state = states.get(judge) ?? make()
    states.set(judge, state)
    return state
  }
}
