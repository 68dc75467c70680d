import { gzipSync } from 'node:zlib'
import { type HostileInput, requestBytes, type Target } from './hostile-request.ts'

/** Bodies that are too long, cut short, no JSON, no UTF-8, of the wrong type, or announced as what they are not. */
export function hostileBodies(target: Target): HostileInput[] {
  return [
    ...tooLong(target),
    ...cutShort(target),
    ...notJson(),
    ...notUtf8(target),
    ...mistyped(target),
    ...misannounced(target),
  ]
}

const limit = 1024 * 1024
const head = (path: string, ...fields: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', ...fields, '', ''].join('\r\n')
const good = ({ sessionId }: Target, text = 'good') =>
  JSON.stringify({ session_id: sessionId, role: 'user', content: { text } })

function tooLong(target: Target): HostileInput[] {
  const refused = { status: 413, code: 'body_too_large' }
  const megabyte = Buffer.alloc(limit, 'x')
  const atLimit = good(target, 'x'.repeat(limit - good(target, '').length))
  return [
    { name: 'a body of exactly the limit', bytes: requestBytes({ path: '/traces', body: atLimit }), status: 200 },
    { name: 'a body of one byte more', bytes: requestBytes({ path: '/traces', body: `${atLimit} ` }), ...refused },
    { name: 'a length of 1 GB and no body', bytes: head('/traces', 'Content-Length: 1073741824'), ...refused },
    {
      name: '100 MB with their length',
      bytes: function* () {
        yield head('/traces', `Content-Length: ${100 * limit}`)
        for (let sent = 0; sent < 100; sent++) yield megabyte
      },
      ...refused,
    },
    {
      name: '100 MB in chunks',
      bytes: function* () {
        yield head('/traces', 'Transfer-Encoding: chunked')
        for (let sent = 0; sent < 100; sent++)
          yield Buffer.concat([Buffer.from('100000\r\n'), megabyte, Buffer.from('\r\n')])
        yield '0\r\n\r\n'
      },
      ...refused,
    },
    {
      name: 'chunks of a byte without end',
      bytes: function* () {
        yield head('/traces', 'Transfer-Encoding: chunked')
        for (;;) yield '1\r\nx\r\n'.repeat(10_000)
      },
      ...refused,
    },
    {
      name: 'one chunk that claims 4 GB',
      bytes: function* () {
        yield head('/traces', 'Transfer-Encoding: chunked')
        yield 'ffffffff\r\n'
        for (let sent = 0; sent < 20; sent++) yield megabyte
      },
      ...refused,
    },
    {
      name: 'a rules document of 2 MB',
      bytes: requestBytes({
        path: '/rules/import',
        body: '#'.repeat(2 * limit),
        headers: { 'Content-Type': 'text/plain', Authorization: `Bearer ${target.apiKey}` },
      }),
      ...refused,
    },
    {
      name: '2 MB of what is no known type',
      bytes: requestBytes({
        path: '/traces',
        body: megabyte.toString().repeat(2),
        headers: { 'Content-Type': 'image/png' },
      }),
      ...refused,
    },
  ]
}

function cutShort(target: Target): HostileInput[] {
  const body = good(target)
  const started = `${head('/traces', `Content-Length: ${body.length}`)}${body.slice(0, 20)}`
  const malformed = { status: 400, code: 'http_malformed' }
  return [
    { name: 'half a body and no more', bytes: started, after: 'end', ...malformed },
    { name: 'half a body and gone', bytes: started, after: 'vanish', status: null },
    { name: 'headers and gone', bytes: head('/traces', 'Content-Length: 10'), after: 'vanish', status: null },
    { name: 'half a header and gone', bytes: 'POST /traces HTTP/1.1\r\nHost: loc', after: 'vanish', status: null },
    { name: 'half a header and no more', bytes: 'POST /traces HTTP/1.1\r\nHost: loc', after: 'end', ...malformed },
    {
      name: 'half a chunk and no more',
      bytes: `${head('/traces', 'Transfer-Encoding: chunked')}ff\r\n{"session_id"`,
      after: 'end',
      ...malformed,
    },
    {
      name: 'half a chunk and gone',
      bytes: `${head('/traces', 'Transfer-Encoding: chunked')}ff\r\n{`,
      after: 'vanish',
      status: null,
    },
    {
      name: 'chunks without the last',
      bytes: `${head('/traces', 'Transfer-Encoding: chunked')}2\r\n{}\r\n`,
      after: 'end',
      ...malformed,
    },
    { name: 'nothing and no more', bytes: '', after: 'end', status: null },
    { name: 'nothing and gone', bytes: '', after: 'vanish', status: null },
    {
      name: 'a whole request and no more, before the answer',
      bytes: requestBytes({ path: '/traces', body }),
      after: 'end',
      status: null,
    },
  ]
}

function notJson(): HostileInput[] {
  // biome-ignore format: one text after another reads better than one a line
  const texts = [
    ' ', '{', '}', '[', '"', '{"session_id"', '{"session_id":', '{"session_id":"x', '{"session_id":"x",', 'undefined', 'NaN', 'Infinity',
    "{'a':1}", '{a:1}', '{"a":1,}', '[1,]', '[,1]', '{"a":1 "b":2}', '// comment\n{}', '/**/{}', '{}{}', '{}x', '\ufeff{}', '{"a":01}', '{"a":+1}',
    '{"a":.5}', '{"a":1.}', '{"a":0x1}', '{"a":1_000}', '{"a":1e}', '{"a":--1}', '{"a":"\n"}', '{"a":"\t"}', '{"a":"\0"}', '\0{}', '{"a":"\\x41"}',
    '{"a":"\\u12"}', '{"a":"\\u{41}"}', '{"a":"\\"}', '{"a":True}', '{"a":None}', '<trace/>', 'session_id=x&role=user', 'role: user', '\u00a0{}', '{"a":\u2028 1}',
  ]
  return texts.map((body) => ({
    name: `no JSON: ${JSON.stringify(body)}`,
    bytes: requestBytes({ path: '/traces', body }),
    status: 422,
    code: 'body_not_json',
  }))
}

function notUtf8(target: Target): HostileInput[] {
  const [before, after] = good(target, '|')
    .split('|')
    .map((part) => Buffer.from(part)) as [Buffer, Buffer]
  const cases: [name: string, bytes: number[]][] = [
    ['a lone continuation', [0x80]],
    ['two lone continuations', [0xbf, 0x80]],
    ['an overlong slash in two bytes', [0xc0, 0xaf]],
    ['an overlong slash in three', [0xe0, 0x80, 0xaf]],
    ['an overlong slash in four', [0xf0, 0x80, 0x80, 0xaf]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['two bytes cut to one', [0xc3]],
    ['three bytes cut to two', [0xe2, 0x82]],
    ['four bytes cut to three', [0xf0, 0x9f, 0x99]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['0xfe and 0xff', [0xfe, 0xff]],
    ['Latin-1', [0x6e, 0x61, 0xef, 0x76, 0x65]],
  ]
  const refused = { status: 422, code: 'body_not_utf8' }
  const yaml = { 'Content-Type': 'text/plain', Authorization: `Bearer ${target.apiKey}` }
  return [
    ...cases.map(([name, bytes]) => ({
      name: `no UTF-8: ${name}`,
      bytes: requestBytes({ path: '/traces', body: Buffer.concat([before, Buffer.from(bytes), after]) }),
      ...refused,
    })),
    {
      name: 'no UTF-8: UTF-16 with its mark',
      bytes: requestBytes({ path: '/traces', body: Buffer.from(`\ufeff${good(target)}`, 'utf16le') }),
      ...refused,
    },
    {
      name: 'UTF-16 without its mark',
      bytes: requestBytes({ path: '/traces', body: Buffer.from(good(target), 'utf16le') }),
      status: 422,
      code: 'body_not_json',
    },
    {
      name: 'no UTF-8 in a rules document',
      bytes: requestBytes({ path: '/rules/import', body: Buffer.from([0x23, 0xff]), headers: yaml }),
      ...refused,
    },
  ]
}

function mistyped(target: Target): HostileInput[] {
  const fields: [path: string, valid: object, name: string, values: unknown[]][] = [
    ['/traces', JSON.parse(good(target)), 'session_id', [null, true, 7, '', [], {}, ['x']]],
    ['/traces', JSON.parse(good(target)), 'role', [null, true, 0, '', 'root', 'User', [], {}, ['user']]],
    ['/traces', JSON.parse(good(target)), 'content', [null, true, 1, '', 'text', [], [{}]]],
    ['/sessions', {}, 'title', [true, 7, [], {}, 'x'.repeat(501), 'a\u0000b', 'a\u001bb', '\ud800']],
    ['/sessions', {}, 'agent', [true, 7, [], {}, 'x'.repeat(201)]],
    ['/sessions', {}, 'user_id', [true, 7, [], {}, 'x'.repeat(201)]],
    ['/sessions', {}, 'tags', [true, 'a', {}, [1], [null], [['a']], ['x'.repeat(101)], Array(51).fill('a')]],
    ['/sessions', {}, 'metadata', [true, 'a', 7, [], [{}]]],
  ]
  const whole: [path: string, values: unknown[]][] = [
    ['/traces', [null, true, 7, '"text"', [], [{}], {}]],
    ['/sessions', [true, 7, '"text"', [], [{}]]],
  ]
  const refused = { status: 422, code: 'request_invalid' }
  const inField = fields.flatMap(([path, valid, name, values]) =>
    values.map((value) => ({
      value,
      input: { path, body: { ...valid, [name]: value } },
      name: `${path} with ${name}`,
    })),
  )
  const asBody = whole.flatMap(([path, values]) =>
    values.map((value) => ({ value, input: { path, body: value }, name: path })),
  )
  return [...inField, ...asBody].map(({ value, input, name }) => {
    // Lone surrogates and NUL are met before fields are.
    const isUnrecordable = typeof value === 'string' && /[\0\ud800]/.test(value)
    const answer = isUnrecordable ? { status: 422, code: 'body_not_recordable' } : refused
    return { name: `${name} as ${JSON.stringify(value).slice(0, 40)}`, bytes: requestBytes(input), ...answer }
  })
}

function misannounced(target: Target): HostileInput[] {
  const body = good(target)
  const unknown = { status: 415, code: 'media_type_unsupported' }
  const announced = (type: string | null) => requestBytes({ path: '/traces', body, headers: { 'Content-Type': type } })
  // biome-ignore format: one type after another reads better than one a line
  const refusedTypes = [
    'text/html', 'text/json', 'application/jsonp', 'application/json5', 'application/xml', 'application/problem+json', 'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x', 'application/octet-stream', '*/*', 'json', '/', 'application/', ';', 'application/json/json', 'x'.repeat(5_000),
  ]
  const encoded = (encoding: string, bytes: Buffer | string = body) =>
    requestBytes({ path: '/traces', body: bytes, headers: { 'Content-Encoding': encoding } })
  return [
    { name: 'no content type', bytes: announced(null), ...unknown },
    ...refusedTypes.map((type) => ({
      name: `the content type ${type.slice(0, 60)}`,
      bytes: announced(type),
      ...unknown,
    })),
    ...[
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'application/json;charset=latin1',
      'application/json; x="y"',
    ].map((type) => ({ name: `the content type ${type}`, bytes: announced(type), status: 200 })),
    { name: 'JSON as text', bytes: announced('text/plain'), status: 422, code: 'request_invalid' },
    {
      name: 'two content types, the first known',
      bytes: `POST /traces HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Type: text/html\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      status: 200,
    },
    {
      name: 'two content types, the first not known',
      bytes: `POST /traces HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ...unknown,
    },
    { name: 'gzip', bytes: encoded('gzip', gzipSync(body)), ...unknown },
    { name: 'gzip that expands to 100 MB', bytes: encoded('gzip', gzipSync(Buffer.alloc(100 * limit))), ...unknown },
    { name: 'gzip that is none', bytes: encoded('gzip'), ...unknown },
    { name: 'gzip in gzip', bytes: encoded('gzip, gzip', gzipSync(gzipSync(body))), ...unknown },
    { name: 'an unknown encoding', bytes: encoded('rot13'), ...unknown },
    { name: 'the identity encoding', bytes: encoded('Identity'), status: 200 },
    {
      name: 'gzip without saying so',
      bytes: requestBytes({ path: '/traces', body: gzipSync(body) }),
      status: 422,
      code: 'body_not_utf8',
    },
  ]
}
