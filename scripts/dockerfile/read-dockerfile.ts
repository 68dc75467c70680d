/** One line of a Dockerfile, continuations joined: `COPY --from=a b c` is `COPY`, `{ from: 'a' }`, `b c`. */
export interface Instruction {
  readonly keyword: string
  readonly flags: Readonly<Record<string, string>>
  readonly text: string
}

/** From one `FROM` to the next. `name` is what later stages call it, or its place where it has no name. */
export interface Stage {
  readonly name: string
  readonly base: string
  readonly instructions: readonly Instruction[]
}

/** Reads the stages of a Dockerfile. What it does not know it hands on as it stands; whoever runs it refuses that. */
export function readDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replace(/\\\n/g, ' ')
    .split('\n')
  const stages: { name: string; base: string; instructions: Instruction[] }[] = []
  const defaults = new Map<string, string>()
  for (const line of lines) {
    const instruction = readInstruction(line)
    const stage = stages.at(-1)
    if (instruction.keyword === 'FROM') {
      const [base = '', , name = String(stages.length)] = instruction.text.split(/\s+/)
      stages.push({ name, base: base.replace(/\$\{(\w+)\}/g, (_, key) => defaults.get(key) ?? ''), instructions: [] })
    } else if (stage === undefined) {
      const [key = '', value = ''] = instruction.text.split('=')
      defaults.set(key, value)
    } else stage.instructions.push(instruction)
  }
  return stages
}

function readInstruction(line: string): Instruction {
  const [, keyword = '', rest = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? []
  const flags: Record<string, string> = {}
  let text = rest
  for (let flag = /^--([\w-]+)=(\S+)\s+/.exec(text); flag !== null; flag = /^--([\w-]+)=(\S+)\s+/.exec(text)) {
    flags[flag[1] as string] = flag[2] as string
    text = text.slice(flag[0].length)
  }
  return { keyword: keyword.toUpperCase(), flags, text }
}
