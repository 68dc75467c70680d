import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsdown'
import { plainTypes } from './plain-types.ts'

const contract = fileURLToPath(import.meta.resolve('@agentsentry/contract'))
const contractDeclarations = contract.replace(/\.ts$/, '.d.ts')

/** What judging in the agent's own process needs: it is in `./local` alone. */
const enginePackages = ['re2js', 'entities', 'unbash', 'yaml', 'zod'].map((name) => new RegExp(`^${name}(/|$)`))

/** The SDK takes nothing but types from the contract, so what is published needs neither the contract nor zod. */
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'local/index': 'src/local/index.ts',
    'ai-sdk/index': 'src/ai-sdk/index.ts',
    'mastra/index': 'src/mastra/index.ts',
    'langchain/index': 'src/langchain/index.ts',
    'openai-agents/index': 'src/openai-agents/index.ts',
    'claude-agent/index': 'src/claude-agent/index.ts',
  },
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  dts: true,
  deps: {
    alwaysBundle: ['@agentsentry/contract', '@agentsentry/engine', ...enginePackages],
    neverBundle: [
      /^node:/,
      /^ai$/,
      /^@ai-sdk\//,
      /^@mastra\//,
      /^langchain$/,
      /^@langchain\//,
      /^@openai\//,
      /^@anthropic-ai\//,
    ],
  },
  plugins: [
    {
      name: 'plain-contract-types',
      load: { order: 'pre', handler: (id: string) => (id === contractDeclarations ? plainTypes(contract) : null) },
    },
  ],
})
