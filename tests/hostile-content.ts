import { type HostileInput, requestBytes, type Target } from './hostile-request.ts'

/** Valid JSON that other readers would read otherwise, or that would break those who trust it. */
export function hostileContent(target: Target): HostileInput[] {
  const send = (content: string) =>
    requestBytes({ path: '/traces', body: `{"session_id":"${target.sessionId}","role":"tool","content":${content}}` })
  const refused = ([name, content]: [name: string, content: string]): HostileInput => ({
    name,
    bytes: send(content),
    status: 422,
    code: 'body_not_recordable',
  })
  const recorded = ([name, content]: [name: string, content: string]): HostileInput => ({
    name,
    bytes: send(content),
    status: 200,
    holds: { payload: JSON.parse(content) },
  })
  return [
    ...unpairedTexts.map(refused),
    ...prototypeKeys.map(refused),
    ...duplicateKeys.map(refused),
    ...unsafeNumbers.map(refused),
    ...tooMuch.map(refused),
    ...ordinary.map(recorded),
    ...ordinaryNames.flatMap((name) => [
      recorded([`the key ${name}`, JSON.stringify({ [name]: 'x', args: { [name]: { [name]: [name] } } })]),
      recorded([`a tool called ${name}`, JSON.stringify({ tool: name, args: {} })]),
    ]),
    recorded(['a tool called __proto__', '{"tool":"__proto__","args":{}}']),
    ...outsideContent(target),
  ]
}

const unpairedTexts: [string, string][] = [
  ['a lone high surrogate', '{"text":"\\ud83d"}'],
  ['a lone low surrogate', '{"text":"\\ude00"}'],
  ['a pair the wrong way round', '{"text":"\\ude00\\ud83d"}'],
  ['a high surrogate before a letter', '{"text":"\\ud83dx"}'],
  ['a high surrogate before a pair', '{"text":"\\ud83d\\ud83d\\ude00"}'],
  ['a surrogate in capitals', '{"text":"\\uD800"}'],
  ['a lone surrogate as a key', '{"\\ud800":1}'],
  ['a lone surrogate in a deep key', '{"args":[{"a":{"x\\udfffy":1}}]}'],
  ['a lone surrogate as the tool', '{"tool":"\\ud800"}'],
  ['NUL', '{"text":"a\\u0000b"}'],
  ['NUL as a key', '{"\\u0000":1}'],
  ['NUL in a deep key', '{"args":[{"a\\u0000":1}]}'],
  ['NUL as the tool', '{"tool":"rm\\u0000"}'],
]

const prototypeKeys: [string, string][] = [
  ['__proto__', '{"__proto__":{"polluted":true}}'],
  ['__proto__ with null', '{"__proto__":null}'],
  ['__proto__ with a text', '{"__proto__":"x"}'],
  ['__proto__ in args', '{"tool":"t","args":{"__proto__":{"polluted":true}}}'],
  ['__proto__ in a list', '{"args":[1,[{"a":[{"__proto__":1}]}]]}'],
  ['__proto__ with an escape', '{"\\u005f_proto__":{"polluted":true}}'],
  ['__proto__ with another escape', '{"__proto\\u005F\\u005f":1}'],
  ['__proto__ all in escapes', '{"\\u005f\\u005f\\u0070\\u0072\\u006f\\u0074\\u006f\\u005f\\u005f":1}'],
  ['__proto__ in constructor', '{"constructor":{"prototype":{"__proto__":1}}}'],
]

const duplicateKeys: [string, string][] = [
  ['a key twice', '{"a":1,"a":2}'],
  ['a key twice with one value', '{"a":1,"a":1}'],
  ['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
  ['a key twice, escaped in two ways', '{"\\u00e9":1,"\\u00E9":2}'],
  ['a slash escaped and not', '{"a/b":1,"a\\/b":2}'],
  ['a key twice, deep', '{"args":[{"b":{"tool":1,"tool":2}}]}'],
  ['the empty key twice', '{"":1,"":2}'],
  ['a key twice with another between', '{"tool":"a","args":{},"tool":"b"}'],
  ['a key twice, with blanks before the colon', '{"a" :1,"a"\n\t:2}'],
  ['a key that ends in a backslash, twice', '{"a\\\\":1,"a\\\\":2}'],
  ['a key with a quote, twice', '{"a\\"":1,"a\\"":2}'],
]

const unsafeNumbers: [string, string][] = [
  ['1e400', '{"n":1e400}'],
  ['-1e400', '{"n":-1e400}'],
  ['1e309 in a list', '{"n":[[1e309]]}'],
  ['2^53', '{"n":9007199254740992}'],
  ['2^53 + 1', '{"n":9007199254740993}'],
  ['-2^53', '{"n":-9007199254740992}'],
  ['a number of 400 digits', `{"n":${'9'.repeat(400)}}`],
  ['2^64', '{"n":18446744073709551616}'],
]

const nested = (open: string, close: string, depth: number, inside = '') =>
  `{"args":${open.repeat(depth)}${inside}${close.repeat(depth)}}`

const tooMuch: [string, string][] = [
  ['lists 100 deep', nested('[', ']', 100)],
  ['lists 10,000 deep', nested('[', ']', 10_000)],
  ['lists 500,000 deep', nested('[', ']', 500_000)],
  ['objects 10,000 deep', nested('{"a":', '}', 10_000, '1')],
  ['objects 150,000 deep', nested('{"":', '}', 150_000, '1')],
  ['100,000 keys', `{${Array.from({ length: 100_000 }, (_, index) => `"${index}":0`).join()}}`],
  ['100,000 items', `{"args":[${Array(100_000).fill('0').join()}]}`],
  ['100,000 empty objects', `{"args":[${Array(100_000).fill('{}').join()}]}`],
  ['50,000 keys and a duplicate', `{${Array.from({ length: 50_000 }, (_, index) => `"${index}":0`).join()},"0":1}`],
]

const ordinaryNames = [
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'toJSON',
  'then',
  'length',
  '__PROTO__',
  '__defineGetter__',
  'proto',
  '',
]

const ordinary: [string, string][] = [
  ['a pair of surrogates', '{"text":"\\ud83d\\ude00"}'],
  [
    'every control character but NUL',
    JSON.stringify({ text: String.fromCharCode(...Array.from({ length: 31 }, (_, index) => index + 1)) }),
  ],
  ['the last code point', '{"text":"\u{10ffff}\ufffe\uffff"}'],
  ['marks of direction', '{"text":"\u202e\u2066abc\u2069\u200f"}'],
  ['2^53 - 1', '{"n":9007199254740991}'],
  ['-(2^53 - 1)', '{"n":-9007199254740991}'],
  ['0.1', '{"n":0.1}'],
  ['1E+2', '{"n":1E+2}'],
  ['5e-324', '{"n":5e-324}'],
  ['one key in two objects', '{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]}'],
  ['a text that looks like a key', '{"a":"\\"b\\":1","b":"a:","c":["d",":"]}'],
  ['a key that looks like JSON', '{"{\\"a\\":1}":1,"a":2}'],
  ['lists 60 deep', nested('[', ']', 60)],
  ['20,000 items', `{"args":[${Array(20_000).fill('0').join()}]}`],
  ['20,000 keys', `{"args":{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":0`).join()}}}`],
  ['a text of 1,000,000 characters', `{"text":"${'x'.repeat(1_000_000)}"}`],
  ['250,000 line breaks', `{"text":"${'\\n'.repeat(250_000)}"}`],
  ['1,000,000 blanks', `{"text":"${' '.repeat(1_000_000)}"}`],
  ['150,000 emoji', `{"text":"${'🙂'.repeat(150_000)}"}`],
  ['300,000 combining marks', `{"text":"e${'\u0301'.repeat(300_000)}"}`],
  ['300,000 quotes', `{"text":"${'\\"'.repeat(300_000)}"}`],
  ['a key of 100,000 characters', `{"${'k'.repeat(100_000)}":1}`],
  ['a tool of 100,000 characters', `{"tool":"${'t'.repeat(100_000)}"}`],
]

function outsideContent({ sessionId, apiKey }: Target): HostileInput[] {
  const refused = { status: 422, code: 'body_not_recordable' }
  const authorized = { Authorization: `Bearer ${apiKey}` }
  return [
    {
      name: '-0 is recorded as 0',
      bytes: requestBytes({ path: '/traces', body: `{"session_id":"${sessionId}","role":"user","content":{"n":-0}}` }),
      status: 200,
      holds: { payload: { n: 0 } },
    },
    {
      name: '1e-400 is recorded as 0',
      bytes: requestBytes({
        path: '/traces',
        body: `{"session_id":"${sessionId}","role":"user","content":{"n":1e-400}}`,
      }),
      status: 200,
      holds: { payload: { n: 0 } },
    },
    {
      name: '__proto__ beside the content',
      bytes: requestBytes({
        path: '/traces',
        body: `{"session_id":"${sessionId}","role":"user","content":{},"__proto__":{"role":"system"}}`,
      }),
      ...refused,
    },
    {
      name: 'the role twice',
      bytes: requestBytes({
        path: '/traces',
        body: `{"session_id":"${sessionId}","role":"system","content":{},"role":"user"}`,
      }),
      ...refused,
    },
    {
      name: '__proto__ in metadata',
      bytes: requestBytes({ path: '/sessions', body: '{"metadata":{"a":[{"__proto__":1}]}}' }),
      ...refused,
    },
    {
      name: '__proto__ in a rule',
      bytes: requestBytes({
        path: '/rules',
        body: '{"name":"x","pattern":"x","__proto__":{"enabled":false}}',
        headers: authorized,
      }),
      ...refused,
    },
    {
      name: '__proto__ in a switch',
      bytes: requestBytes({
        method: 'PATCH',
        path: '/rules/1/toggle',
        body: '{"__proto__":{"enabled":false}}',
        headers: authorized,
      }),
      ...refused,
    },
    {
      name: 'a rule with its pattern twice',
      bytes: requestBytes({ path: '/rules', body: '{"name":"x","pattern":"x","pattern":"y"}', headers: authorized }),
      ...refused,
    },
    {
      name: 'constructor in metadata',
      bytes: requestBytes({ path: '/sessions', body: '{"metadata":{"constructor":{"prototype":{"polluted":1}}}}' }),
      status: 200,
      holds: { metadata: { constructor: { prototype: { polluted: 1 } } } },
    },
  ]
}
