import { speakAsClaudeCode } from './claude-code.ts'

/** For `pathToClaudeCodeExecutable`: a Claude Code that wants to run `ls`, then `rm -rf nothing-there`, and runs neither. */
const bash = (command: string) => ({ calls: [{ tool: 'Bash', args: { command } }] })
await speakAsClaudeCode(process.stdin, process.stdout, {
  turns: [bash('ls'), bash('rm -rf nothing-there'), { text: 'I looked around. I was not allowed to clean up.' }],
  runTool: (_, args) => `ran ${JSON.stringify(args)}`,
})
