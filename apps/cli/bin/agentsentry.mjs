#!/usr/bin/env node
// Starts the command on a Node that reads TypeScript: the one that runs this file, or the one that the project pins.
// Plain JavaScript for any Node from version 20 on, without dependencies.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/main.ts', import.meta.url)
const pinnedNode = fileURLToPath(
  new URL(`../../../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
)

if (process.features.typescript) await import(main.href).catch((error) => fail(error.stack))
else if (existsSync(pinnedNode)) runOn(pinnedNode)
else fail(`Node ${process.versions.node} is too old and the project's own is not installed; install Node 24`)

function runOn(node) {
  const child = spawn(node, [fileURLToPath(main), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${node} does not run here: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    // Whoever waits for this process sees the same signal, and not a number that a verdict could have.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** Not 1 or 2: with those `agentsentry check` tells a verdict. */
function fail(message) {
  console.error(`agentsentry: ${message}`)
  process.exit(3)
}
