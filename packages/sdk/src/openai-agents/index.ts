export { sentryInputGuardrail, sentryOutputGuardrail } from './message-guardrails.ts'
export { sentryModel, sentryModelProvider } from './sentry-model.ts'
export { sentryNeedsApproval, sentryToolGuardrails } from './tool-guardrails.ts'
