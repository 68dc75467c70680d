import { describeIntegration } from '../conformance/integration-conformance.ts'
import { plainEnforcer } from '../conformance/plain-driver.ts'
import { unguarded } from '../conformance/unguarded-driver.ts'

describeIntegration(plainEnforcer)
describeIntegration(unguarded)
