import type { Store } from '@agentsentry/pipeline'
import { describe } from 'vitest'
import { describeAppliedChecks } from './applied-checks-conformance.ts'
import { describeAudit } from './audit-conformance.ts'
import { describeDeliveries } from './deliveries-conformance.ts'
import { describeIsolation } from './isolation-conformance.ts'
import { describeKeys } from './keys-conformance.ts'
import { describeOutbox } from './outbox-conformance.ts'
import { describePaging } from './paging-conformance.ts'
import { describeQuarantine } from './quarantine-conformance.ts'
import { describeRecording } from './recording-conformance.ts'
import { describeRetention } from './retention-conformance.ts'
import { describeRules } from './rules-conformance.ts'
import { describeSearching } from './searching-conformance.ts'
import { describeSessions } from './sessions-conformance.ts'
import { storeUnderTest } from './store-under-test.ts'
import { describeTallies } from './tallies-conformance.ts'
import { describeTurns } from './turns-conformance.ts'

/** What every store must do, whatever it is made of. `open` gives a new, empty store. */
export function describeStore(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    const given = storeUnderTest(open)
    describeRecording(given)
    describeSessions(given)
    describePaging(given)
    describeRules(given)
    describeAudit(given)
    describeOutbox(given)
    describeTurns(given)
    describeAppliedChecks(given)
    describeDeliveries(given)
    describeQuarantine(given)
    describeRetention(given)
    describeKeys(given)
    describeIsolation(given)
    describeTallies(given)
    describeSearching(given)
  })
}
