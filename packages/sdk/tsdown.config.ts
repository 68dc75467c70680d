import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsdown'
import manifest from './package.json' with { type: 'json' }
import { plainTypes } from './plain-types.ts'

const contract = fileURLToPath(import.meta.resolve('@agentsentry/contract'))
const contractDeclarations = contract.replace(/\.ts$/, '.d.ts')

/** What judging in the agent's own process needs: it is in `./local` alone. */
const enginePackages = ['re2js', 'entities', 'unbash', 'yaml', 'zod'].map((name) => new RegExp(`^${name}(/|$)`))

/** What adapters are for comes from the user, and whatever else its makers publish under the same scope. */
const frameworks = Object.keys(manifest.peerDependencies).map(
  (name) => new RegExp(name.startsWith('@') ? `^${name.slice(0, name.indexOf('/'))}/` : `^${name}$`),
)

/** The SDK takes nothing but types from the contract, so what is published needs neither the contract nor zod. */
export default defineConfig({
  entry: Object.values(manifest.exports),
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  dts: true,
  deps: {
    alwaysBundle: ['@agentsentry/contract', '@agentsentry/engine', ...enginePackages],
    neverBundle: [/^node:/, /^@ai-sdk\//, ...frameworks],
  },
  plugins: [
    {
      name: 'plain-contract-types',
      load: { order: 'pre', handler: (id: string) => (id === contractDeclarations ? plainTypes(contract) : null) },
    },
  ],
})
