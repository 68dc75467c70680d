import { describeIntegration } from '../../conformance/integration-conformance.ts'
import { langchain } from '../../conformance/langchain-driver.ts'

describeIntegration(langchain)
