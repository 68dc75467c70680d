import { describe, expect, test } from 'vitest'
import { filterOf, written } from './filters.ts'

/** What a command, given as its words, makes of its input. */
const output = (command: string, input: string) => {
  const [name = '', ...words] = command.split(' ')
  return filterOf(name)?.output(words, input) ?? null
}

const encoded = Buffer.from('rm -rf /srv').toString('base64')

describe('a filter writes what it makes of its input', () => {
  test.each([
    ['cat', 'a', 'a'],
    ['cat -', 'a', 'a'],
    ['tee log', 'a', 'a'],
    ['rev', 'ab\ncd', 'ba\ndc'],
    ['tac', 'a\nb\n', 'b\na'],
    ['base64 -d', `${encoded.slice(0, 7)}\n${encoded.slice(7)}`, 'rm -rf /srv'],
    ['base64 --decode', encoded, 'rm -rf /srv'],
    ['base64 -D', encoded, 'rm -rf /srv'],
    ['base64 -id', encoded, 'rm -rf /srv'],
    ['openssl base64 -d', encoded, 'rm -rf /srv'],
    ['xxd -r -p', '72 6d\n2d72', 'rm-r'],
    ['rot13', 'ez', 'rm'],
    ['sed s/x/m/', 'rx -x', 'rm -x'],
    ['sed s/x/m/g', 'rx -x', 'rm -m'],
    ['sed -e s,x,/srv,', 'rm x', 'rm /srv'],
    ['sed s/x//g', 'rxmx', 'rm'],
  ])('%s', (command, input, expected) => {
    expect(output(command, input)).toBe(expected)
  })

  test.each([
    ['tr a-c x-z', 'abcd', 'xyzd'],
    ['tr abc x', 'abcd', 'xxxd'],
    ['tr [:lower:] [:upper:]', 'aB', 'AB'],
    ['tr [:digit:] x', 'a1', 'ax'],
    ['tr [a-c] [x-z]', 'abc', 'xyz'],
    ['tr A-Za-z N-ZA-Mn-za-m', 'ez -es', 'rm -rf'],
    ['tr _ \\040', 'rm_-rf', 'rm -rf'],
    ['tr \\n ;', 'a\nb', 'a;b'],
    ['tr a- bx', 'a-', 'bx'],
    ['tr -d x', 'rxmx', 'rm'],
    ['tr --delete 0-9', 'r1m2', 'rm'],
    ['tr -d [:digit:]x', 'r1mx', 'rm'],
    ['tr -cd a-z', 'r1m2 ', 'rm'],
    ['tr -dc a-z', 'R1r2m', 'rm'],
    ['tr --complement --delete rm', 'r1m2', 'rm'],
    ['tr -c a-z xy', 'r1m', 'rym'],
    ['tr -C a-z _', 'r m', 'r_m'],
  ])('%s', (command, input, expected) => {
    expect(output(command, input)).toBe(expected)
  })

  test.each([
    ['cat file', 'a'],
    ['base64', encoded],
    ['base64 -w 0', encoded],
    ['base64 -d', '!'],
    ['openssl base64', encoded],
    ['xxd -p', '726d'],
    ['xxd -r', '7'],
    ['xxd -r', 'x'],
    ['tr', 'a'],
    ['tr -s', 'a'],
    ['tr a', 'a'],
    ['sed p', 'a'],
    ['sed', 'a'],
    ['sed s//x/', 'a'],
    ['sed s/a.*/x/', 'a'],
    ['sort', 'a'],
    ['constructor', 'a'],
  ])('of `%s` on %j that cannot be told', (command, input) => {
    expect(output(command, input)).toBeNull()
  })
})

describe('`echo` and `printf` write what stands there', () => {
  test.each<[string[], string]>([
    [['echo', 'rm', '-rf'], 'rm -rf'],
    [['echo'], ''],
    [['echo', '-n', 'rm'], 'rm'],
    [['echo', '-n'], ''],
    [['echo', '\\x72m'], '\\x72m'],
    [['echo', '-e', '\\x72\\155\\u0020\\0101\\n\\t\\r\\\\'], 'rm A\n\t\r\\'],
    [['echo', '-ne', '\\x72m'], 'rm'],
    [['echo', 'a', '-e', '\\x72'], 'a -e \\x72'],
    [['printf', '\\x72m'], 'rm'],
    [['printf', '--', 'rm'], 'rm'],
    [['printf', '%s %s\\n', 'rm', '-rf'], 'rm -rf\n'],
    [['printf', '%s', 'r', 'm'], 'rm'],
    [['printf', '%b%s', '\\x72', '\\x6d'], 'r\\x6d'],
    [['printf', '%s%%', 'a'], 'a%'],
    [['printf', '%s-%s', 'a'], 'a-'],
    [['printf'], ''],
  ])('%j', (words, text) => {
    expect(written(words, 1000)).toBe(text)
  })

  test('no other command does, and of many words not much more than is asked for', () => {
    expect(written(['cat', 'a'], 1000)).toBeNull()
    expect(written([], 1000)).toBeNull()
    const many = written(['printf', '%s', ...Array<string>(1000).fill('word')], 100)
    expect(many?.length).toBeGreaterThanOrEqual(100)
    expect(many?.length).toBeLessThanOrEqual(104)
  })
})
