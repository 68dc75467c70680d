#!/usr/bin/env node
// Starts the command on a Node that reads TypeScript: the one that runs this file, or the one that the project pins.
// Plain JavaScript for any Node from version 20 on, without dependencies.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/main.ts', import.meta.url)
const pinnedNode = fileURLToPath(
  new URL(`../../../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
)
/** `agentsentry hook --agent …`: an agent waits for it at every step, and takes any exit code but 2 for a yes. */
const isHook = process.argv[2] === 'hook' && !/^(?:install|uninstall|help|--help|-h)$/.test(process.argv[3] ?? '')
/** Not 1 or 2: with those `agentsentry check` tells a verdict. */
const failureExitCode = isHook ? 2 : 3

if (process.features.typescript) await (isHook ? startHook() : import(main.href)).catch((error) => fail(error.stack))
else if (existsSync(pinnedNode)) await runOn(pinnedNode)
else fail(`Node ${process.versions.node} is too old and the project's own is not installed; install Node 24`)

/** Loads what the hook needs, and keeps it compiled for the next time. */
async function startHook() {
  const { enableCompileCache } = await import('node:module')
  const { stateFolder } = await import('./state-folder.mjs')
  const folder = stateFolder('compiled')
  if (folder !== null) enableCompileCache(folder)
  const { runHook } = await import('../src/hook/run-hook.ts')
  await runHook(process.argv.slice(3))
}

async function runOn(node) {
  const { spawn } = await import('node:child_process')
  const child = spawn(node, [isHook ? fileURLToPath(import.meta.url) : fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`${node} does not run here: ${error.message}`))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    if (isHook) fail(`${node} was ended by ${signal}`)
    // Whoever waits for this process sees the same signal, and not a number that a verdict could have.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function fail(message) {
  console.error(`agentsentry: ${message}`)
  process.exit(failureExitCode)
}
