import { describeIntegration } from '../../conformance/integration-conformance.ts'
import { openaiAgents } from '../../conformance/openai-agents-driver.ts'

describeIntegration(openaiAgents)
