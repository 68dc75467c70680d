import type { SessionDetail } from '@agentsentry/contract'
import type { StepsPage } from '#timeline/step-window.ts'

/** What the route for steps answers. */
export interface StepsAnswer {
  readonly session: SessionDetail
  readonly page: StepsPage
}
