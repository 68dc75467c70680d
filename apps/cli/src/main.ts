import { Command } from 'commander'
import { up } from './commands/up.ts'

const program = new Command('agentsentry').description('See what your agents do, and stop what they must not do.')
for (const command of [up]) program.addCommand(command)
await program.parseAsync()
