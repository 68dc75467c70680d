import { describeIntegration } from '../conformance/integration-conformance.ts'
import { askingTheServer } from '../conformance/judging.ts'
import { plainEnforcer } from '../conformance/plain-driver.ts'
import { unguarded } from '../conformance/unguarded-driver.ts'

describeIntegration(plainEnforcer)
describeIntegration(unguarded, { 'asking the server': askingTheServer })
