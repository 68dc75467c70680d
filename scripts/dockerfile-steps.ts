import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, linkSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { readDockerIgnore } from './dockerfile/docker-ignore.ts'
import { type Instruction, readDockerfile } from './dockerfile/read-dockerfile.ts'

// Does what a Dockerfile says in clean folders instead of containers, where there is no engine: each stage gets a folder
// that stands for its root, with nothing in it but Node and npm. It tells that the copied files are all that the steps
// need. It does not tell what the base image holds, and what a step does to absolute paths it does to this machine:
// steps have to keep to paths below their WORKDIR.

/** What a stage has become. */
export interface BuiltStage {
  /** Stands for `/`. */
  readonly root: string
  readonly workingFolder: string
  readonly environment: Readonly<Record<string, string>>
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  readonly healthCheck: readonly string[]
}

export interface DockerfileSteps {
  readonly dockerfile: string
  readonly context: string
  /** Stages that are wanted; what they need is built once. */
  readonly targets: readonly string[]
  /** Where the folders of the stages are made. */
  readonly folder: string
  readonly onStep?: (step: string) => void
}

/**
 * @throws Error with the step's output when a step fails, and for an instruction that it does not know
 */
export function runDockerfile(options: DockerfileSteps): BuiltStage[] {
  const { dockerfile, context, targets, folder, onStep = () => {} } = options
  const stages = readDockerfile(readFileSync(dockerfile, 'utf8'))
  const reachesBuild = readDockerIgnore(context)
  const built = new Map<string, BuiltStage>()

  function build(name: string): BuiltStage {
    const stage = built.get(name) ?? carryOutAll(name)
    built.set(name, stage)
    return stage
  }

  function carryOutAll(name: string): BuiltStage {
    const stage = stages.find((stage) => stage.name === name)
    if (stage === undefined) throw new Error(`the Dockerfile has no stage \`${name}\``)
    const isOnStage = stages.some(({ name }) => name === stage.base)
    let result = isOnStage ? build(stage.base) : baseImage(join(folder, name))
    // A stage that only says how it is started has the files of the one before it.
    const writes = stage.instructions.some(({ keyword }) => ['COPY', 'RUN', 'WORKDIR'].includes(keyword))
    if (isOnStage && writes) result = copyOf(result, join(folder, name))
    for (const instruction of stage.instructions) {
      onStep(`${name}: ${instruction.keyword} ${instruction.text}`)
      result = { ...result, ...carryOut(instruction, result) }
    }
    return result
  }

  function carryOut({ keyword, flags, text }: Instruction, stage: BuiltStage): Partial<BuiltStage> {
    const wordsOf = (list: string): string[] => JSON.parse(list)
    switch (keyword) {
      case 'COPY':
        copyFiles(stage, text.split(/\s+/), flags.from)
        return {}
      case 'RUN':
        run(text, stage)
        return {}
      case 'WORKDIR':
        mkdirSync(join(stage.root, text), { recursive: true })
        return { workingFolder: join(stage.root, text) }
      case 'ENV':
        return { environment: { ...stage.environment, ...pairsOf(text) } }
      case 'USER':
        return { user: text }
      case 'ENTRYPOINT':
        return { entrypoint: wordsOf(text) }
      case 'CMD':
        return { command: wordsOf(text) }
      case 'HEALTHCHECK':
        return { healthCheck: wordsOf(text.replace(/^CMD\s+/, '')) }
      case 'EXPOSE':
        return {}
      default:
        throw new Error(`cannot carry out \`${keyword}\``)
    }
  }

  /** A folder gives what it holds; a file goes into a target that ends with a slash, and becomes any other. */
  function copyFiles(stage: BuiltStage, paths: readonly string[], fromStage: string | undefined): void {
    const target = paths.at(-1) ?? ''
    const to = within(stage, target)
    for (const path of paths.slice(0, -1)) {
      const from = fromStage === undefined ? resolve(context, path) : within(build(fromStage), path)
      const intoFolder = target.endsWith('/') && statSync(from).isFile()
      cpSync(from, intoFolder ? join(to, basename(from)) : to, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (file) => fromStage !== undefined || reachesBuild(relative(context, file)),
      })
    }
  }

  return targets.map(build)
}

/** Node itself and the npm of this machine, which stand for an image of Node. */
function baseImage(root: string): BuiltStage {
  const programs = join(root, 'usr/local/bin')
  mkdirSync(programs, { recursive: true })
  linkOrCopy(process.execPath, join(programs, 'node'))
  return { root, workingFolder: root, environment: {}, user: '0:0', entrypoint: [], command: [], healthCheck: [] }
}

/** Linked where both are on one disk: it is large, and nothing changes it. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(realpathSync(from), to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
    copyFileSync(from, to)
  }
}

function copyOf(stage: BuiltStage, root: string): BuiltStage {
  // Owners too, which Node's own copy does not keep.
  spawnSync('cp', ['-a', stage.root, root])
  return { ...stage, root, workingFolder: join(root, relative(stage.root, stage.workingFolder)) }
}

function within({ root, workingFolder }: BuiltStage, path: string): string {
  return path.startsWith('/') ? join(root, path) : join(workingFolder, path)
}

function run(command: string, stage: BuiltStage): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: stage.workingFolder,
    env: environmentOf(stage),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`\`${command}\` ended with ${status}:\n${stdout}${stderr}`)
}

/** That of this machine, for its network and its caches, with the stage's own programs first. */
function environmentOf({ root, environment }: BuiltStage): NodeJS.ProcessEnv {
  const PATH = `${join(root, 'usr/local/bin')}:${process.env.PATH}`
  return { ...process.env, ...environment, PATH, npm_config_prefix: join(root, 'usr/local') }
}

function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(/\s+/).map((pair) => pair.split(/=(.*)/s).slice(0, 2)))
}
