import { aiSdk } from '../../conformance/ai-sdk-driver.ts'
import { describeIntegration } from '../../conformance/integration-conformance.ts'

describeIntegration(aiSdk)
