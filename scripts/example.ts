import { readdirSync } from 'node:fs'

// `npm run example NAME` runs `examples/NAME.ts` on the Node that the project pins.
const [name] = process.argv.slice(2)
const examples = readdirSync(new URL('../examples', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace('.ts', ''))
if (name === undefined || !examples.includes(name)) {
  console.error(`usage: npm run example NAME, where NAME is one of: ${examples.join(', ')}`)
  process.exit(1)
}
await import(`../examples/${name}.ts`)
