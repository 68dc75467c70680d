import { describeIntegration } from '../conformance/integration-conformance.ts'
import { plainEnforcer } from '../conformance/plain-driver.ts'

describeIntegration(plainEnforcer)
