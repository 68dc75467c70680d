import type { CheckState } from '@agentsentry/contract'

/** What it means that a list of checks is empty. */
export function emptyWords(state: CheckState | undefined, hasNoJudge: boolean): { title: string; why: string } {
  switch (state) {
    case 'waiting':
      return { title: 'Nothing waits', why: 'Every step that a judge is to see has been seen, or has failed.' }
    case 'unavailable':
      return { title: 'No check waits for another try', why: 'The judge has answered whenever it was asked.' }
    case 'dead':
      return { title: 'No check was given up', why: 'There is nothing to ask for again.' }
    case 'done':
    case undefined:
      return {
        title: 'No step was judged yet',
        why: hasNoJudge
          ? 'Without a judge the decision of the rules is the last word.'
          : 'Steps are judged soon after they were answered; which ones is said by AGENTSENTRY_CHECKS.',
      }
  }
}
