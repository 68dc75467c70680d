import { describeIntegration } from '../../conformance/integration-conformance.ts'
import { mastra } from '../../conformance/mastra-driver.ts'

describeIntegration(mastra)
