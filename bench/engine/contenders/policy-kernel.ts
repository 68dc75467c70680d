type Call = { readonly tool: string; readonly args: Readonly<Record<string, unknown>> }
type Condition = (call: Call) => boolean

const tools = ['shell', 'mail.send', 'bank.transfer', 'files.delete', 'web.get']
const words = ['--force', '/etc/', 'DROP', 'passwd', 'curl', 'sudo', '.ssh', 'token', 'prod', 'chmod']

const makers: readonly ((index: number) => Condition)[] = [
  (index) => {
    const tool = `${tools[index % tools.length]}${index}`
    return (call) => call.tool === tool
  },
  (index) => {
    const limit = 60 + index
    return ({ args }) => typeof args.timeout === 'number' && args.timeout > limit
  },
  (index) => {
    const word = `${words[index % words.length]}${index}`
    return ({ args }) => typeof args.command === 'string' && args.command.includes(word)
  },
  (index) => {
    const folder = `/srv/${index}/`
    return ({ args }) => typeof args.cwd === 'string' && args.cwd.startsWith(folder)
  },
]

/**
 * What a policy kernel does at least: plain conditions, one after another, over a call that is parsed already. It reads
 * no text but for one `includes` in four conditions.
 */
export function policyKernel(conditionCount: number): (content: object) => number {
  const conditions = Array.from({ length: conditionCount }, (_, index) =>
    (makers[index % makers.length] as (index: number) => Condition)(index),
  )
  return (content) => {
    let count = 0
    for (const condition of conditions) if (condition(content as Call)) count++
    return count
  }
}
