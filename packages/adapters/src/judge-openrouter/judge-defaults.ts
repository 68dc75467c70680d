export const openRouterUrl = 'https://openrouter.ai/api/v1'

/**
 * Its maker shuts the first down on 14 January 2027 and names the second as its replacement
 * (https://developers.openai.com/api/docs/deprecations). With both in the list, that day changes nothing.
 */
export const defaultJudgeModels: readonly string[] = ['openai/gpt-4o-mini', 'openai/gpt-6-luna']

/** OpenRouter answers 400 to more: `'models' array must have 3 items or fewer`. */
export const maxOpenRouterModels = 3
