import { type HostileInput, requestBytes, type Target } from './hostile-request.ts'

/** Rules and rules documents that want more time, memory or power than they may have. */
export function hostileRules(target: Target): HostileInput[] {
  return [...patterns(target), ...explosive(target), ...fields(target), ...documents(target)]
}

const authorized = ({ apiKey }: Target) => ({ Authorization: `Bearer ${apiKey}` })

// biome-ignore format: one pattern after another reads better than one a line
const refusedPatterns = [
  '(', ')', '[', '[z-a]', '*', '+', '?', 'a**', 'a{2}{3}{1000}', '\\', '\\8', '(?<n>a)(?<n>b)', '(?P<n', '[[:nope:]]', '\\p{Nope}', '\\pX', '(?z)a', '(?=a)', '(?!a)', '(?<=a)', '(?<!a)',
  '(a)\\1', '(?P=n)', '\\k<n>', '(?>a)', 'a++', 'a*+', 'a?+', 'a{2}+', '(?#c)', '(?(1)a|b)', '(?x) a', 'a\\Z', '\\u0041', '\\N{DIGIT ONE}', 'a{1001}', 'a{0,1001}', 'a{1000,}{1000}', '(a{100}){11}', '((a{10}){10}){11}',
  '(?:a{999}){999}', '((((a{99}){99}){99}){99}){99}', 'x{1000}y{1000}', '[\\x{0}-\\x{10ffff}]{1000}', `${'a'.repeat(2_000)}`, `${'(?:a|b)'.repeat(1_000)}`, `${'(a'.repeat(900)}${')'.repeat(900)}`, `${'('.repeat(1_001)}a${')'.repeat(1_001)}`, `${'(?:'.repeat(6_000)}`,
]

function patterns(target: Target): HostileInput[] {
  const post = (rule: object) =>
    requestBytes({ path: '/rules', body: { name: 'hostile', ...rule }, headers: authorized(target) })
  const refused = { status: 422, code: 'rule_invalid' }
  const phrases = ['|', ' ', '||||', 'a|', '|a', 'a||b', ' | ', '\t', '\n', 'a| |b', '|'.repeat(20_000)]
  return [
    ...refusedPatterns.map((pattern) => ({
      name: `the pattern ${pattern.slice(0, 60)}`,
      bytes: post({ pattern }),
      ...refused,
    })),
    ...phrases.map((pattern) => ({
      name: `the phrases ${JSON.stringify(pattern).slice(0, 40)}`,
      bytes: post({ rule_type: 'nlp', pattern }),
      ...refused,
    })),
    {
      name: 'a pattern of 20,001 characters',
      bytes: post({ pattern: 'x'.repeat(20_001) }),
      status: 422,
      code: 'request_invalid',
    },
    { name: 'a field that is no pointer', bytes: post({ pattern: 'x', fields: ['$.args'] }), ...refused },
    {
      name: '200 fields of many stars',
      bytes: post({
        pattern: 'x',
        enabled: false,
        name: 'hostile stars',
        fields: Array(200).fill(`/${'*a'.repeat(200)}/**/**/**`),
      }),
      status: 200,
    },
  ]
}

/** Patterns on which a matcher that backtracks never ends. They are accepted, since RE2 is linear on them. */
function explosive(target: Target): HostileInput[] {
  const bait = `${'a'.repeat(50_000)}X`
  const stars = {
    name: 'hostile globs',
    pattern: 'hostile stars',
    fields: [`/${'a*'.repeat(100)}b/**/${'*'.repeat(50)}`],
    tools: [`${'a*'.repeat(100)}b`],
  }
  return [
    ...[
      '(a+)+$',
      '(a|aa)+$',
      '(a*)*b',
      '([a-zA-Z]+)*$',
      '(.*)(.*)(.*)(.*)y',
      '^(([a-z])+.)+[A-Z]([a-z])+$',
      '(?:a?){30}a{30}!',
    ].map((pattern) => ({
      name: `the pattern ${pattern} is taken`,
      bytes: requestBytes({
        path: '/rules',
        body: { name: `hostile ${pattern}`, pattern, on: ['system'], decision: 'block' },
        headers: authorized(target),
      }),
      status: 200,
    })),
    {
      name: 'phrases of one word, 1,000 times',
      bytes: requestBytes({
        path: '/rules',
        body: {
          name: 'hostile phrases',
          rule_type: 'nlp',
          pattern: Array.from({ length: 1_000 }, (_, index) => 'a '.repeat(index % 9).concat('b')).join('|'),
          on: ['system'],
        },
        headers: authorized(target),
      }),
      status: 200,
    },
    {
      name: 'globs of many stars are taken',
      bytes: requestBytes({ path: '/rules', body: stars, headers: authorized(target) }),
      status: 200,
    },
    ...[
      ['50,000 a and an X', { text: bait }],
      ['50,000 words', { text: 'a '.repeat(50_000) }],
      ['a tool of 50,000 a', { tool: bait, args: { [bait]: bait } }],
    ].map(([name, content]) => ({
      name: `${name}, against all of these`,
      bytes: requestBytes({
        path: '/traces',
        body: { session_id: target.sessionId, role: name === 'a tool of 50,000 a' ? 'tool' : 'system', content },
      }),
      status: 200,
    })),
  ]
}

function fields(target: Target): HostileInput[] {
  const mistyped: [name: string, values: unknown[]][] = [
    ['name', [null, 7, true, '', [], {}, 'x'.repeat(201), 'a\nb']],
    ['pattern', [null, 7, true, '', [], {}]],
    ['rule_type', [null, 7, '', 'REGEX', 'constructor', '__proto__', []]],
    ['severity', [null, 7, '', 'fatal', 'toString']],
    ['decision', [null, 7, '', 'deny', 'BLOCK', 'hasOwnProperty']],
    ['enabled', [null, 0, 1, 'true', '', []]],
    ['description', [7, true, [], {}, 'x'.repeat(5_001)]],
    ['on', [7, 'user', [], ['never'], [null], {}]],
    ['tools', [7, 'a', [], [''], [7], ['x'.repeat(501)], Array(201).fill('a')]],
    ['fields', [7, '/a', [], [''], [null], Array(201).fill('/a')]],
    ['unknown', [1]],
  ]
  return mistyped.flatMap(([field, values]) =>
    values.map((value) => ({
      name: `a rule with ${field} as ${JSON.stringify(value).slice(0, 40)}`,
      bytes: requestBytes({
        path: '/rules',
        body: { name: 'hostile', pattern: 'x', [field]: value },
        headers: authorized(target),
      }),
      status: 422,
      code: 'request_invalid',
    })),
  )
}

function documents(target: Target): HostileInput[] {
  const refused = { status: 422, code: 'rules_document_invalid' }
  const laughs = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  for (let level = 1; level < 12; level++)
    laughs.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  const texts: [name: string, yaml: string][] = [
    ['a billion laughs', `${laughs.join('\n')}\nrules: [{name: hostile, pattern: *a11}]\n`],
    ['a billion laughs, asked for', `${laughs.join('\n')}\nrules: *a11\n`],
    ['a list that holds itself', 'rules: &r [*r]'],
    ['a rule that holds itself', 'rules: [&r {name: hostile, pattern: x, description: *r}]'],
    ['code of JavaScript', 'rules: !!js/function "function () { process.exit() }"'],
    ['code of Python', 'rules: !!python/object/apply:os.system ["true"]'],
    ['a tag with a URL', '!<tag:evil.example,2026:x> {rules: []}'],
    ['a merge key', 'base: &b {pattern: x}\nrules: [{<<: *b, name: hostile}]'],
    ['a merge of the prototype', 'rules: [{<<: {__proto__: {enabled: false}}, name: hostile, pattern: x}]'],
    ['__proto__', '__proto__: {rules: []}'],
    ['duplicate keys', 'rules: [{name: hostile, name: hostile, pattern: x}]'],
    ['tabs', 'rules:\n\t- name: hostile\n\t  pattern: x\n'],
    ['two documents', 'rules: []\n---\nrules: []\n'],
    ['NUL', 'rules: [{name: "a\\0b", pattern: x}]'],
    ['a raw NUL', 'rules: [{name: a\0b, pattern: x}]'],
    ['a lone surrogate', 'rules: [{name: hostile, pattern: "\\ud800"}]'],
    ['lists 1,000 deep', `rules: ${'['.repeat(1_000)}${']'.repeat(1_000)}`],
    ['lists 5,000 deep', `rules: ${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['maps 2,000 deep', `rules: [${'{a: '.repeat(2_000)}1${'}'.repeat(2_000)}]`],
    ['1 MB of [', '['.repeat(1024 * 1024)],
    ['1 MB of blanks', ' '.repeat(1024 * 1024)],
    ['1 MB of one text', `rules: "${'x'.repeat(1024 * 1024 - 20)}"`],
    ['64 KB of ]', ']'.repeat(64 * 1024)],
    ['64 KB of keys', Array.from({ length: 8_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['a rule that does not compile', 'rules: [{name: hostile, pattern: (}]'],
    ['an include', 'rules: !include /etc/passwd'],
  ]
  const send = (body: unknown, type: string) =>
    requestBytes({ path: '/rules/import', body, headers: { ...authorized(target), 'Content-Type': type } })
  return [
    ...texts.map(([name, yaml]) => ({
      name: `a document: ${name}`,
      bytes: send(yaml, 'application/yaml'),
      ...refused,
    })),
    {
      name: 'a document as a JSON string: a tag',
      bytes: send(JSON.stringify('rules: !!js/undefined ""'), 'application/json'),
      ...refused,
    },
    { name: 'a document as a number', bytes: send('7', 'application/json'), status: 422, code: 'request_invalid' },
    { name: 'a document as a list', bytes: send('[]', 'application/json'), status: 422, code: 'request_invalid' },
    { name: 'no document', bytes: send('', 'text/plain'), status: 422, code: 'request_invalid' },
    {
      name: 'a document without a key',
      bytes: requestBytes({ path: '/rules/import', body: 'rules: []', headers: { 'Content-Type': 'text/plain' } }),
      status: 401,
      code: 'key_missing',
    },
  ]
}
