import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { validate } from 'dockerfile-utils'
import { describe, expect, test } from 'vitest'
import { readDockerfile } from '../scripts/dockerfile/read-dockerfile.ts'

const fromEngine = createRequire(new URL('../packages/engine/package.json', import.meta.url))
const { parse } = fromEngine('yaml')

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Service {
  readonly user?: string
  readonly image: string
  readonly read_only?: boolean
  readonly cap_drop?: string[]
  readonly security_opt?: string[]
  readonly privileged?: boolean
  readonly tmpfs?: string[]
  readonly volumes?: string[]
  readonly ports?: string[]
  readonly networks: string[]
  readonly healthcheck?: object
  readonly restart: string
  readonly deploy: { resources: { limits: { cpus: string; memory: string; pids: number } } }
}

const compose = parse(read('infra/docker-compose.yml'), { merge: true })
const services = Object.entries(compose.services as Record<string, Service>)
const dockerfile = read('infra/Dockerfile')

describe('docker-compose.yml', () => {
  test('is what the schema of Compose says, and has no error that its linter knows', () => {
    // Built images have names of their own; and the linter takes a variable before a port for no address.
    const onPurpose = ['no-build-and-image', 'service-image-require-explicit-tag', 'no-unbound-port-interfaces']
    const { stdout } = spawnSync(
      'dclint',
      ['infra/docker-compose.yml', '--formatter=json', '--disable-rule', ...onPurpose],
      { cwd: root, encoding: 'utf8' },
    )
    const [report] = JSON.parse(stdout)
    expect(report.messages.filter(({ type }: { type: string }) => type === 'error')).toEqual([])
  })

  test.each(services)('%s runs without root, capabilities and a disk to write to', (_name, service) => {
    expect(service).toMatchObject({
      user: expect.stringMatching(/^(?!0|root)/),
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
    expect(service.privileged ?? false).toBe(false)
    expect(service.volumes ?? []).not.toContainEqual(expect.stringMatching(/^[./]/))
    for (const folder of service.tmpfs ?? []) expect(folder).toMatch(/size=\d+m,.*noexec,nosuid,nodev/)
    expect(service.deploy.resources.limits).toEqual({
      cpus: expect.any(String),
      memory: expect.any(String),
      pids: expect.any(Number),
    })
  })

  test('publishes the API and the dashboard alone, by default to this machine only', () => {
    const published = services.filter(([, { ports }]) => ports !== undefined)
    expect(published.map(([name]) => name)).toEqual(['api', 'dashboard'])
    for (const [, { ports }] of published) expect(ports).toEqual([expect.stringMatching(/^\$\{\w+:-127\.0\.0\.1\}:/)])
    expect(compose.networks.inside).toEqual({ internal: true })
    for (const name of ['db', 'redis', 'migrate']) expect(compose.services[name].networks).toEqual(['inside'])
  })

  test('starts the API and the worker once the schema has been moved forward', () => {
    for (const name of ['api', 'worker'])
      expect(compose.services[name].depends_on.migrate).toEqual({ condition: 'service_completed_successfully' })
    expect(compose.services.migrate).toMatchObject({ command: ['migrate'], restart: 'no' })
  })

  test('gives the dashboard no key and no way to the database', () => {
    const names = Object.keys(compose.services.dashboard.environment)
    expect(names.filter((name) => /API_KEY|DATABASE|REDIS/.test(name))).toEqual([])
    expect(compose.services.dashboard.env_file).toBeUndefined()
  })

  test('holds no secret: each is needed from outside, and the example names it without a value', () => {
    const example = read('infra/.env.example')
    const needed = [...read('infra/docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name)
    expect(new Set(needed)).toEqual(
      new Set(['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'AGENTSENTRY_API_KEY', 'AGENTSENTRY_DASHBOARD_SECRET']),
    )
    for (const name of needed) expect(example).toMatch(new RegExp(`^${name}=$`, 'm'))
    expect(read('.gitignore').split('\n')).toContain('.env')
  })
})

describe('the Dockerfile', () => {
  test('has no fault that its linter knows', () => {
    expect(validate(dockerfile)).toEqual([])
  })

  test('starts what Compose asks it for, as a user that is not root, with a health check', () => {
    const stages = Object.fromEntries(readDockerfile(dockerfile).map((stage) => [stage.name, stage]))
    for (const name of ['api', 'worker']) {
      expect(compose.services[name].build).toEqual({ context: '..', dockerfile: 'infra/Dockerfile', target: name })
      const keywords = stages[name]?.instructions.map(({ keyword }) => keyword)
      expect(keywords).toEqual(['EXPOSE', 'HEALTHCHECK', 'CMD'])
    }
    expect(compose.services.dashboard.build).toMatchObject({ target: 'dashboard' })
    const ofDashboard = stages.dashboard?.instructions.slice(-4)
    expect(ofDashboard?.map(({ keyword }) => keyword)).toEqual(['USER', 'EXPOSE', 'HEALTHCHECK', 'CMD'])
    expect(ofDashboard?.[0]?.text).toBe('1000:1000')
    expect(stages.runtime?.instructions.filter(({ keyword }) => keyword === 'USER')).toEqual([
      { keyword: 'USER', flags: {}, text: '1000:1000' },
    ])
  })
})
