import { expect, it } from 'vitest'
import { EventParser } from './event-parser.ts'

const text =
  'retry: 2000\n\n: still here\n\nid: 1\nevent: trace\ndata: {"a":1}\n\nid:2\r\nevent: audit\r\ndata: x\r\ndata:  y\r\n\r\n' +
  'data: last\r\rid: 4\n\nevent: none\n\nignored: field\ndata\n\n'
const events = [
  { id: '1', event: 'trace', data: '{"a":1}' },
  { id: '2', event: 'audit', data: 'x\n y' },
  { id: '2', event: 'message', data: 'last' },
  { id: '4', event: 'message', data: '' },
]

it('reads messages wherever the text is cut', () => {
  for (let size = 1; size <= text.length; size++) {
    const parser = new EventParser()
    const read = []
    for (let at = 0; at < text.length; at += size) read.push(...parser.push(text.slice(at, at + size)))
    expect([size, read]).toEqual([size, events])
  }
})

it('knows where to go on: behind the last message that has ended, also one without data', () => {
  const parser = new EventParser()
  parser.push('id: begin\n\n')
  expect(parser.lastId).toBe('begin')
  parser.push('id: next\ndata: half\n')
  expect(parser.lastId).toBe('begin')
  parser.push('\n')
  expect(parser.lastId).toBe('next')
})

it('gives nothing for a message that has not ended', () => {
  expect(new EventParser().push('data: half\n')).toEqual([])
})
