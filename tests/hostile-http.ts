import type { HostileInput, Target } from './hostile-request.ts'

/** Bytes that are almost HTTP, and requests that two readers would cut in different places. */
export function hostileHttp(target: Target): HostileInput[] {
  const body = JSON.stringify({ session_id: target.sessionId, role: 'user', content: { text: 'raw' } })
  return [...notHttp(), ...framing(body), ...hosts(), ...tooLargeHead(), ...oddButRight(body)]
}

const malformed = { status: 400, code: 'http_malformed' }
const get = (...fields: string[]) => ['GET /healthz HTTP/1.1', ...fields, 'Connection: close', '', ''].join('\r\n')
const post = (...fields: string[]) =>
  [
    'POST /traces HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    ...fields,
    'Connection: close',
    '',
    '',
  ].join('\r\n')

function notHttp(): HostileInput[] {
  const texts: [name: string, bytes: string][] = [
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a method in small letters', 'get / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a method of 10,000 letters', `${'A'.repeat(10_000)} / HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['HTTP/2 as if it were known', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3.0', 'GET / HTTP/3.0\r\nHost: localhost\r\n\r\n'],
    ['HTTP/1.10', 'GET / HTTP/1.10\r\nHost: localhost\r\n\r\n'],
    ['http/1.1', 'GET / http/1.1\r\nHost: localhost\r\n\r\n'],
    ['no path', 'GET  HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a blank in the path', 'GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a tab for a blank', 'GET\t/\tHTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a path without a slash', 'GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['NUL in the path', 'GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['lines that end in LF only', 'GET / HTTP/1.1\nHost: localhost\n\n'],
    ['lines that end in CR only', 'GET / HTTP/1.1\rHost: localhost\r\r'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a proxy line', 'PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\n\r\n'],
    ['an answer', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['JSON', '{"session_id":"x"}\r\n\r\n'],
    ['NUL, a thousand times', '\0'.repeat(1_000)],
    ['a header without a colon', get('Host: localhost', 'X-Odd')],
    ['a header without a name', get('Host: localhost', ': odd')],
    ['a blank before the colon', get('Host: localhost', 'X-Odd : odd')],
    ['a blank in a name', get('Host: localhost', 'X Odd: odd')],
    ['NUL in a name', get('Host: localhost', 'X-\0: odd')],
    ['NUL in a value', get('Host: localhost', 'X-Odd: a\0b')],
    ['CR in a value', get('Host: localhost', 'X-Odd: a\rb')],
    ['LF in a value', get('Host: localhost', 'X-Odd: a\nb')],
    ['a control character in a value', get('Host: localhost', 'X-Odd: a\x01b')],
    ['a folded header', get('Host: localhost', 'X-Odd: a\r\n b')],
    ['a letter of another script in a name', get('Host: localhost', 'X-Ö: odd')],
  ]
  return texts.map(([name, bytes]) => ({ name: `not HTTP: ${name}`, bytes, after: 'end', ...malformed }))
}

function framing(body: string): HostileInput[] {
  const length = `Content-Length: ${body.length}`
  const chunked = 'Transfer-Encoding: chunked'
  const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
  const hidden = 'GET /rules HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const texts: [name: string, bytes: string][] = [
    ['length and chunks', `${post(length, chunked)}${chunk}`],
    ['chunks and length', `${post(chunked, length)}${chunk}`],
    ['a request hidden behind chunks', `${post('Content-Length: 5', chunked)}0\r\n\r\n${hidden}`],
    ['a request hidden behind a length', `${post(`Content-Length: ${5 + hidden.length}`, chunked)}0\r\n\r\n${hidden}`],
    ['two lengths', `${post('Content-Length: 5', length)}${body}`],
    ['the same length twice', `${post(length, length)}${body}`],
    ['two lengths in one header', `${post('Content-Length: 5, 6')}${body}`],
    ['a length of -1', `${post('Content-Length: -1')}${body}`],
    ['a length of +5', `${post('Content-Length: +5')}${body}`],
    ['a length in hexadecimal', `${post('Content-Length: 0x10')}${body}`],
    ['a length with a fraction', `${post('Content-Length: 5.0')}${body}`],
    ['a length with a blank', `${post('Content-Length: 1 0')}${body}`],
    ['a length without digits', `${post('Content-Length: ')}${body}`],
    ['a length beyond 2^64', `${post('Content-Length: 99999999999999999999999')}${body}`],
    ['chunks, then identity', `${post('Transfer-Encoding: chunked, identity')}${chunk}`],
    ['identity', `${post('Transfer-Encoding: identity')}${body}`],
    ['gzip as transfer', `${post('Transfer-Encoding: gzip')}${body}`],
    ['chunks with a letter too many', `${post('Transfer-Encoding: xchunked')}${chunk}`],
    ['chunks twice', `${post('Transfer-Encoding: chunked, chunked')}${chunk}`],
    ['chunks in two headers, the last odd', `${post(chunked, 'Transfer-Encoding: x')}${chunk}`],
    ['chunks with a blank before the colon', `${post('Transfer-Encoding : chunked')}${chunk}`],
    ['chunks behind a vertical tab', `${post('Transfer-Encoding: \x0bchunked')}${chunk}`],
    ['a chunk whose size is no number', `${post(chunked)}zz\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk of size -1', `${post(chunked)}-1\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk of size 0x10', `${post(chunked)}0x10\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk beyond 2^64', `${post(chunked)}fffffffffffffffff\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk without a size', `${post(chunked)}\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk shorter than it says', `${post(chunked)}2\r\n{}x\r\n0\r\n\r\n`],
    ['chunks that end in LF only', `${post(chunked)}2\n{}\n0\n\n`],
    ['a chunk whose extension holds LF', `${post(chunked)}2;a\nb\r\n{}\r\n0\r\n\r\n`],
    ['a chunk with 100 KB of extension', `${post(chunked)}2;${'a'.repeat(100_000)}\r\n{}\r\n0\r\n\r\n`],
  ]
  return texts.map(([name, bytes]) => ({ name: `framing: ${name}`, bytes, after: 'end', ...malformed }))
}

function hosts(): HostileInput[] {
  return [
    { name: 'no host', bytes: get(), ...malformed },
    { name: 'two hosts', bytes: get('Host: localhost', 'Host: evil.example'), ...malformed },
    { name: 'an empty host', bytes: get('Host: '), status: 200 },
    { name: 'no host in HTTP/1.0', bytes: 'GET /healthz HTTP/1.0\r\n\r\n', status: 200 },
    { name: 'the host of another', bytes: get('Host: evil.example'), status: 403, code: 'host_refused' },
  ]
}

function tooLargeHead(): HostileInput[] {
  const refused = { status: 431, code: 'headers_too_large' }
  return [
    { name: 'a header of 20 KB', bytes: get('Host: localhost', `X-Large: ${'x'.repeat(20_000)}`), ...refused },
    { name: 'a header of 1 MB', bytes: get('Host: localhost', `X-Large: ${'x'.repeat(1_000_000)}`), ...refused },
    {
      name: '3,000 headers',
      bytes: get('Host: localhost', ...Array.from({ length: 3_000 }, (_, index) => `X-${index}: x`)),
      ...refused,
    },
    {
      name: 'an address of 20 KB',
      bytes: `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      ...refused,
    },
    { name: 'a name of 20 KB', bytes: get('Host: localhost', `${'X'.repeat(20_000)}: x`), ...refused },
    {
      name: 'headers without end',
      bytes: function* () {
        yield 'GET / HTTP/1.1\r\n'
        for (;;) yield 'X-Odd: odd\r\n'.repeat(1_000)
      },
      ...refused,
    },
  ]
}

/** What looks odd and is allowed, or at least does no harm. */
function oddButRight(body: string): HostileInput[] {
  const chunked = `${post('Transfer-Encoding: chunked')}${[...body].map((character) => `1;x=y\r\n${character}\r\n`).join('')}0\r\nX-Trailer: x\r\n\r\n`
  return [
    { name: 'a chunk for each byte, with extensions and a trailer', bytes: chunked, status: 200 },
    {
      name: 'no body in chunks, without a type',
      bytes:
        'POST /sessions?title=x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      status: 200,
    },
    { name: 'empty lines before the request', bytes: `\r\n\r\n${get('Host: localhost')}`, status: 200 },
    { name: 'an upgrade to WebSocket', bytes: get('Host: localhost', 'Upgrade: websocket'), status: 200 },
    {
      name: 'an upgrade to HTTP/2',
      bytes: get('Host: localhost', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'),
      status: 200,
    },
    {
      name: 'a body on GET',
      bytes: `${get('Host: localhost', 'Content-Type: application/json', 'Content-Length: 3')}{x}`,
      status: 200,
    },
    {
      name: 'asking before the body is sent',
      bytes: `${post('Expect: 100-continue', `Content-Length: ${body.length}`)}${body}`,
      status: 200,
    },
    {
      name: 'asking before too long a body is sent',
      bytes: post('Expect: 100-continue', 'Content-Length: 99999999'),
      status: 413,
      code: 'body_too_large',
    },
    { name: 'expecting bananas', bytes: get('Host: localhost', 'Expect: bananas'), status: 200 },
    { name: 'a tunnel', bytes: 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', status: null },
    {
      name: 'a second request that is garbage',
      bytes: `${get('Host: localhost').replace('close', 'keep-alive')}garbage\r\n\r\n`,
      ...malformed,
    },
    {
      name: 'who it is for, forged',
      bytes: get(
        'Host: localhost',
        'X-Forwarded-For: 127.0.0.1',
        'X-Forwarded-Host: x',
        'X-HTTP-Method-Override: DELETE',
      ),
      status: 200,
    },
    { name: 'cookies that are none', bytes: get('Host: localhost', 'Cookie: ;;;=;__proto__=1'), status: 200 },
  ]
}
