import type { IConfiguration } from 'dependency-cruiser'

/** The arrows of the architecture: which unit may import which. */
const units: Readonly<Record<string, readonly string[]>> = {
  'packages/contract': [],
  'packages/engine': ['packages/contract'],
  'packages/pipeline': ['packages/contract', 'packages/engine'],
  'packages/adapters': ['packages/contract', 'packages/engine', 'packages/pipeline'],
  'packages/sdk': ['packages/contract', 'packages/engine'],
  'apps/api': ['packages/contract', 'packages/engine', 'packages/pipeline', 'packages/adapters'],
  'apps/worker': ['packages/contract', 'packages/engine', 'packages/pipeline', 'packages/adapters'],
  'apps/dashboard': ['packages/contract', 'packages/engine', 'packages/sdk'],
  'apps/cli': [
    'packages/contract',
    'packages/engine',
    'packages/pipeline',
    'packages/adapters',
    'packages/sdk',
    'apps/api',
    'apps/worker',
  ],
}

/** `path` holds a trailing slash, so that `packages/sdk` does not admit `packages/sdk-next`. */
const anyOf = (paths: readonly string[]) => `^(${paths.map((path) => `${path}/`).join('|')})`

/** Rules for dependency-cruiser. Type imports count as imports. */
export const arrows: IConfiguration = {
  forbidden: [
    ...Object.entries(units).map(([unit, allowed]) => ({
      name: `arrows-of-${unit.replace('/', '-')}`,
      comment: allowed.length === 0 ? `${unit} imports nothing of ours` : `${unit} imports only ${allowed.join(', ')}`,
      severity: 'error' as const,
      from: { path: `^${unit}/src/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^(packages|apps|tests|scripts|bench|examples)/', pathNot: anyOf([unit, ...allowed]) },
    })),
    {
      name: 'stages-apart',
      comment: 'a stage never imports a stage: what they share is data, and stands beside them',
      severity: 'error',
      from: { path: '^packages/pipeline/src/stages/([^/]+)$', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/pipeline/src/stages/', pathNot: '^packages/pipeline/src/stages/$1$' },
    },
    {
      name: 'pure',
      comment:
        'contract, engine and sdk run wherever JavaScript does: no built-ins of Node, but where a folder is given',
      severity: 'error',
      from: { path: '^packages/(contract|engine|sdk)/src/', pathNot: '\\.test\\.ts$|^packages/sdk/src/local/disk/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'through-the-front-door',
      comment: 'another unit is imported by its name, not by a path into it',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: {
        path: '^(packages|apps)/',
        pathNot: [
          '^(packages|apps)/$2/',
          '/src/(index|ports|quarantine|config)\\.ts$',
          '^packages/adapters/src/[^/]+/(index|migrate-database)\\.ts$',
        ],
      },
    },
    { name: 'no-cycle', comment: 'no import cycle anywhere', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.next|\\.build)/|(^|/)next-env\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
