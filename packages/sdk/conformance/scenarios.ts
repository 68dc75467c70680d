import { callScenarios } from './call-scenarios.ts'
import { messageScenarios } from './message-scenarios.ts'
import { resultScenarios } from './result-scenarios.ts'

/** All that must hold of an integration, by the sentence that says it. */
export const scenarios = { ...messageScenarios, ...callScenarios, ...resultScenarios }

export type ScenarioName = keyof typeof scenarios
