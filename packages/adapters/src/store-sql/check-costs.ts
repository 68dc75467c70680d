import type { CheckCost } from '@agentsentry/contract'
import type { Scope } from './scope.ts'

export async function selectCheckCosts({ db, projectId }: Scope, fromDay: string): Promise<CheckCost[]> {
  const rows = await db
    .selectFrom('judge_spend')
    .selectAll()
    .where('day', '>=', fromDay)
    .where('project_id', '=', projectId)
    .orderBy('day')
    .execute()
  return rows.map(({ project_id: _projectId, ...cost }) => cost)
}
