import { claudeAgent } from '../../conformance/claude-agent-driver.ts'
import { describeIntegration } from '../../conformance/integration-conformance.ts'

describeIntegration(claudeAgent)
