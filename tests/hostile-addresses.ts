import { type HostileInput, requestBytes, type Target } from './hostile-request.ts'

/** Paths, methods and queries that try to be something else. */
export function hostileAddresses(target: Target): HostileInput[] {
  return [...paths(target), ...methods(target), ...queries()]
}

// biome-ignore format: one path after another reads better than one a line
const noTraces = [
  '..%2f..%2fetc%2fpasswd', '%2e%2e', '..', '.', '', '%00', '%20', '%25', '*', '__proto__', 'constructor', 'null', '0', '%27%20or%20%271%27=%271', '%5c..%5c',
  '%e6%bc%a2', '%f0%9f%99%82', 'x'.repeat(300),
]
// biome-ignore format: one path after another reads better than one a line
const noSessions = ['__proto__', 'hasOwnProperty', '%00', '..%2ftraces', '%27;drop%20table%20sessions;--', '%20', 'x'.repeat(300)]
// biome-ignore format: one path after another reads better than one a line
const noRoutes = [
  '/trace', '/traces/%2e%2e/', '/traces/../rules', '/traces/x/y', '//rules', '/rules//', '/./rules', '/RULES', '/rules/1', '/rules%2fexport', '/%2e/rules', '/..;/rules',
  '/rules.json', '/admin', '/.git/config', '/.env', '/__proto__', '/constructor', `/${'a/'.repeat(4_000)}`, '/sessions/x/traces/y', '/docs/../../etc/passwd', '/docs/%2e%2e/%2e%2e/etc/passwd',
]
// biome-ignore format: one path after another reads better than one a line
const noUrls = [
  '/traces/%', '/traces/%zz', '/traces/%ff', '/traces/%c0%af', '/traces/%ed%a0%80', '/%', '/sessions/%e0%a4%a/traces', `/traces/${'x'.repeat(301)}`, `/traces/${'y'.repeat(10_000)}`,
]

function paths({ traceId }: Target): HostileInput[] {
  const aroundTraceId = [
    `${traceId}%00`,
    `${traceId}%20`,
    `%20${traceId}`,
    traceId.toUpperCase(),
    `${traceId};x`,
    `${traceId}%2f`,
    `${traceId}%3f`,
  ]
  const get = (path: string) => ({
    name: path.length > 80 ? `${path.slice(0, 60)}… of ${path.length}` : path,
    bytes: requestBytes({ path }),
  })
  return [
    ...[...noTraces, ...aroundTraceId].map((id) => ({ ...get(`/traces/${id}`), status: 404, code: 'trace_unknown' })),
    ...noSessions.map((id) => ({ ...get(`/sessions/${id}`), status: 404, code: 'session_unknown' })),
    ...noSessions.map((id) => ({ ...get(`/sessions/${id}/traces`), status: 200, holds: { length: 0 } })),
    ...noRoutes.map((path) => ({ ...get(path), status: 404, code: 'route_unknown' })),
    ...noUrls.map((path) => ({ ...get(path), status: 400, code: 'url_invalid' })),
    { ...get(`/traces/${traceId}?x#y`), status: 200, holds: { id: traceId } },
    { ...get(`/%74races/${traceId}`), status: 200, holds: { id: traceId } },
    { ...get('http://evil.example/healthz'), status: 200, holds: { status: 'ok' } },
  ]
}

function methods({ sessionId, traceId }: Target): HostileInput[] {
  // biome-ignore format: one pair after another reads better than one a line
  const pairs = [
    ['PUT', '/traces'], ['PATCH', '/sessions'], ['DELETE', `/traces/${traceId}`], ['POST', `/sessions/${sessionId}`], ['POST', '/'], ['DELETE', '/rules'], ['POST', '/rules/1'],
    ['POST', '/rules/1/toggle'], ['OPTIONS', '/rules'], ['TRACE', '/'], ['PROPFIND', '/'], ['PURGE', '/traces'], ['SEARCH', '/rules'], ['LOCK', '/rules'], ['REPORT', '/'],
  ] as const
  return [
    ...pairs.map(([method, path]) => ({
      name: `${method} ${path}`,
      bytes: requestBytes({ method, path, headers: { 'Content-Length': '0' } }),
      status: 404,
      code: 'route_unknown',
    })),
    {
      name: 'QUERY without a type',
      bytes: requestBytes({ method: 'QUERY', path: '/traces' }),
      status: 400,
      code: 'http_malformed',
    },
    {
      name: 'QUERY with a type',
      bytes: requestBytes({ method: 'QUERY', path: '/traces', body: {} }),
      status: 404,
      code: 'route_unknown',
    },
  ]
}

// biome-ignore format: one value after another reads better than one a line
const noLimits = [
  '0', '-1', '201', '1e99', '1.5', 'NaN', 'Infinity', '-Infinity', 'null', 'undefined', 'true', '[]', '{}', '1,2', '%00', '%d9%a1', '0x', '1;drop%20table%20rules', '9'.repeat(400),
]

function queries(): HostileInput[] {
  const refused = (path: string, code = 'request_invalid') => ({
    name: path.slice(0, 100),
    bytes: requestBytes({ path }),
    status: 422,
    code,
  })
  const taken = (path: string) => ({ name: path.slice(0, 100), bytes: requestBytes({ path }), status: 200 })
  return [
    ...['/sessions', '/sessions/x/traces', '/audit/logs'].flatMap((path) =>
      noLimits.map((limit) => refused(`${path}?limit=${limit}`)),
    ),
    refused('/sessions?limit=1&limit=2'),
    refused('/sessions?limit=1&limit=1'),
    refused('/sessions?cursor=a&cursor=b'),
    refused('/audit/logs?action=a&action=b'),
    refused('/sessions?q=a&q=b'),
    refused(`/sessions?q=${'x'.repeat(201)}`),
    refused(`/sessions?cursor=${'x'.repeat(301)}`),
    refused('/sessions?decision=never'),
    refused('/sessions?decision=__proto__'),
    refused('/sessions?decision=block%27--'),
    refused('/sessions?from=0'),
    refused('/sessions?from=-271821-04-20T00:00:00Z'),
    refused('/sessions?to=2026-02-30T00:00:00Z'),
    refused('/sessions/x/traces?order=asc;drop%20table%20traces'),
    refused('/sessions/x/traces?order=__proto__'),
    refused('/sessions?cursor=%27%20or%201=1--', 'cursor_invalid'),
    refused('/audit/logs?cursor=constructor', 'cursor_invalid'),
    refused('/audit/logs?cursor=%00', 'cursor_invalid'),
    taken('/sessions?limit[]=0'),
    taken('/sessions?limit[$gt]=0'),
    taken('/sessions?__proto__=1&constructor=2&__proto__[polluted]=1'),
    taken('/sessions?=1&&&=&a'),
    taken('/sessions?q=%'),
    taken('/sessions?q=%ff%fe'),
    taken('/sessions?q=%00'),
    taken('/sessions?q=%25_%5C%27%22'),
    taken(`/sessions?${Array.from({ length: 1_000 }, (_, index) => `a${index}=1`).join('&')}`),
    taken('/?limit=0'),
    {
      name: 'a title with NUL',
      bytes: requestBytes({ method: 'POST', path: '/sessions?title=a%00b' }),
      status: 422,
      code: 'request_invalid',
    },
    {
      name: 'a title with a line break',
      bytes: requestBytes({ method: 'POST', path: '/sessions?title=a%0d%0aSet-Cookie:%20b' }),
      status: 422,
      code: 'request_invalid',
    },
    {
      name: 'two titles',
      bytes: requestBytes({ method: 'POST', path: '/sessions?title=a&title=b' }),
      status: 422,
      code: 'request_invalid',
    },
    {
      name: 'a title of 501 characters',
      bytes: requestBytes({ method: 'POST', path: `/sessions?title=${'x'.repeat(501)}` }),
      status: 422,
      code: 'request_invalid',
    },
  ]
}
