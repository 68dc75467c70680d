import { expect, test } from 'vitest'
import { readScript } from './read-script.ts'
import { mostNodes } from './shell-reader.ts'

const script = `r'm' -rf "$HOME" && echo {a,b}{c,d}`

test('a script that is read again says the same and takes the same', () => {
  const first = { nodes: mostNodes }
  const second = { nodes: mostNodes }
  const read = readScript(script, first)
  expect(read.renderings.map(({ text }) => text)).toContain('rm -rf $HOME')
  expect(readScript(script, second)).toEqual(read)
  expect(second).toEqual(first)
})

test('what was read with enough effort is not told to those who have less', () => {
  const whole = { nodes: mostNodes }
  readScript(`${script} # less`, whole)
  const taken = mostNodes - whole.nodes
  const read = readScript(`${script} # less`, { nodes: taken - 1 })
  expect(read.isExhausted).toBe(true)
  expect(readScript(`${script} # less`, { nodes: taken }).isExhausted).toBe(false)
})

test('what was left for lack of effort is read by those who have more', () => {
  expect(readScript(`${script} # more`, { nodes: 0 })).toMatchObject({ renderings: [], isExhausted: true })
  expect(readScript(`${script} # more`, { nodes: mostNodes }).renderings).not.toEqual([])
})

test('scripts that come behind many others are read as well', () => {
  const many = Array.from({ length: 400 }, (_, at) => `e'c'ho ${at} ${'x'.repeat(1_000)}`)
  const texts = (source: string) => readScript(source, { nodes: mostNodes }).renderings.map(({ text }) => text)
  const once = many.map(texts)
  expect(once[0]?.[0]).toContain('echo 0 xxx')
  expect(many.map(texts)).toEqual(once)
})
