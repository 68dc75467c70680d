import { expect, test } from 'vitest'
import { CompileError, describeFault } from './rule-fault.ts'

const fault = { field: 'pattern', code: 'regex_syntax', message: 'missing closing )' } as const

test('a fault is told in one sentence, with its place and with what to write instead where they are known', () => {
  expect(describeFault(fault)).toBe('missing closing )')
  expect(describeFault({ ...fault, position: 0 })).toBe('missing closing ) at position 0')
  expect(describeFault({ ...fault, hint: 'close it' })).toBe('missing closing ); close it')
  expect(describeFault({ ...fault, position: 3, hint: 'close it' })).toBe('missing closing ) at position 3; close it')
})

test('an error of compiling holds its fault, and says by its message what is wrong', () => {
  const error = new CompileError(fault)
  expect(error.fault).toBe(fault)
  expect(`${error}`).toBe('CompileError: missing closing )')
})
