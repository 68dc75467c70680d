import { describe, expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'

const excerpt = (text: string) => excerptOf(text, 0, text.length)

test.each([
  ['rm -rf /', 'rm -rf /'],
  ['password: hunter2', 'password: ****'],
  ['"api_key": "abcdefghijkl"', '"api_key": "abcd****"'],
  ['Authorization: Bearer abc.def.ghi', 'Authorization: Bearer abc.****'],
  ['curl --token abcdef', 'curl --token ****'],
  ['my password is hunter2', 'my password is ****'],
  ['<password>hunter2</password>', '<password>****</password>'],
  ["config['password'] = 'hunter2'", "config['password'] = '****'"],
  ['{\\"access_key\\": \\"ab12cd34\\"}', '{\\"access_key\\": \\"****\\"}'],
  ['postgres://app:s3cr3t@db', 'postgres://app:****@db'],
  ['ghp_abcdefghijklmnop', 'ghp_****'],
  ['a password reset link', 'a password reset link'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA****'],
  ['key sk0123456789abcdef0123 end', 'key sk01**** end'],
])('%s is shown as %s', (text, shown) => {
  expect(excerpt(text)).toBe(shown)
})

test('a long match is cut, and a secret that the cut would halve is masked first', () => {
  const long = `${'x '.repeat(35)}0123456789abcdefghij`
  expect(excerpt(long).length).toBeLessThanOrEqual(80)
  expect(excerpt(long)).not.toContain('456789')
})

test.each(['😀', '\u{10000}', '\u{10ffff}'])('a cut never leaves half of a character: %s', (character) => {
  expect(excerpt(`${character.repeat(300)}`)).toBe(`${character.repeat(39)}…`)
})

test('only what matched is shown', () => {
  expect(excerptOf('before match after', 7, 12)).toBe('match')
})

describe('what follows a word that announces a secret is masked', () => {
  test.each([
    'password',
    'passwd',
    'PassWord',
    'passphrase',
    'passcode',
    'pwd',
    'secret',
    'token',
    'api_key',
    'api-key',
    'apikey',
    'access_key',
    'private_key',
    'signing_key',
    'encryption_key',
    'account_key',
    'auth_key',
    'client_secret',
    'authorization',
  ])('%s', (word) => {
    expect(excerpt(`${word}: hunter2`)).toBe(`${word}: ****`)
  })

  test.each(['=', ':', ' = ', ':=', ' => ', '=>', '>', ' is ', '  is\t', '": "', "'] = '", '\\": \\"'])(
    'however the two are joined: %j',
    (joint) => {
      expect(excerpt(`password${joint}hunter2`)).toBe(`password${joint}****`)
    },
  )

  test.each(['Bearer ', 'basic ', 'token  '])('also behind the name of a scheme: %s', (scheme) => {
    expect(excerpt(`authorization: ${scheme}hunter2`)).toBe(`authorization: ${scheme}****`)
  })

  test.each([
    ['Bearer hunter2', 'Bearer ****'],
    ['basic  hunter2', 'basic  ****'],
    ['--password hunter2', '--password ****'],
    ['--token  hunter2', '--token  ****'],
    ['--secret hunter2', '--secret ****'],
    ['--api-key hunter2', '--api-key ****'],
    ['mongodb://me:hunter2@host', 'mongodb://me:****@host'],
    ['redis://:hunter2@host', 'redis://:****@host'],
    ['redis://:12345@host/0', 'redis://:****@host/0'],
    ['redis://me:12345', 'redis://me:****'],
  ])('%s', (text, shown) => {
    expect(excerpt(text)).toBe(shown)
  })

  test.each([
    ['password: hunter2, then more', 'password: ****, then more'],
    ['password=hunter2;user=me', 'password=****;user=me'],
    ["{'password': 'hunter2', 'a': 1}", "{'password': '****', 'a': 1}"],
    ['password: a token: b', 'password: **** token: ****'],
  ])('and nothing else: %s', (text, shown) => {
    expect(excerpt(text)).toBe(shown)
  })

  test.each([
    'a secret garden',
    'the token was lost',
    'keyboard: qwerty',
    'key: value',
    'passwords matter',
    'a basically fine one',
    'http://a b:cd@host',
    'http://host:80/path',
    'http://host:8080?q=a',
    'http://host:65535#a',
    '--tokens abc',
    'password isabel',
  ])('%s is shown as it is', (text) => {
    expect(excerpt(text)).toBe(text)
  })
})

describe('what looks like a secret by itself is masked', () => {
  test.each([
    ['ghp_abcdefgh', 'ghp_****'],
    ['gho_abcdefgh', 'gho_****'],
    ['github_pat_abcdefgh', 'gith****'],
    ['glpat-abcdefgh', 'glpa****'],
    ['xoxb-abc-defg', 'xoxb****'],
    ['sk-abc_defg', 'sk-a****'],
    ['sk_live_abcdefgh', 'sk_l****'],
    ['rk_live_abcdefgh', 'rk_l****'],
    ['abcdefgh01234567', 'abcd****'],
    ['AbCd+/_=-0123456', 'AbCd****'],
    ['aaaaaaaaaaaaaaaa.a0', 'aaaa****.a0'],
    ['aaaaaaaaaaaaaaa.aa0', 'aaaaaaaaaaaaaaa.aa0'],
  ])('%s', (text, shown) => {
    expect(excerpt(text)).toBe(shown)
  })

  test.each(['abcdefgh0123456', 'abcdefghabcdefgh', '0123456701234567', 'ghp_abcdefg', 'sk-abcdefg'])(
    '%s does not',
    (text) => {
      expect(excerpt(text)).toBe(text)
    },
  )

  test('all of them, not the first alone', () => {
    expect(excerpt('abcdefgh01234567 and ghp_abcdefgh, pwd=x pwd=y')).toBe('abcd**** and ghp_****, pwd=**** pwd=****')
  })
})

test('of a secret of nine characters and more the first four are shown, of a shorter one none', () => {
  expect(excerpt('pwd=12345678')).toBe('pwd=****')
  expect(excerpt('pwd=123456789')).toBe('pwd=1234****')
})

test('what fits is shown whole, and what does not is cut to 80 code units with the mark of it', () => {
  expect(excerpt('x'.repeat(80))).toBe('x'.repeat(80))
  expect(excerpt('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`)
  expect(excerpt(`${'x'.repeat(78)}😀xx`)).toBe(`${'x'.repeat(78)}…`)
  expect(excerpt(`${'x'.repeat(77)}😀xx`)).toBe(`${'x'.repeat(77)}😀…`)
})

test('white space around a match is not shown', () => {
  expect(excerpt(' \n a b \t')).toBe('a b')
})

test('of a very long match only the beginning is read', () => {
  expect(excerpt(`${' '.repeat(399)}ab`)).toBe('a')
  expect(excerpt(`${' '.repeat(399)}😀`)).toBe('')
})
