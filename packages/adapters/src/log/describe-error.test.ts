import { SentryError } from '@agentsentry/contract'
import { DatabaseError } from 'pg'
import { expect, test } from 'vitest'
import { describeError } from './describe-error.ts'

const canary = 'the-secret-of-somebody'

function errorOf(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

function databaseError(code: string, message: string): DatabaseError {
  return Object.assign(new DatabaseError(message, message.length, 'error'), {
    code,
    detail: `Failing row contains (${canary})`,
    where: canary,
  })
}

test('type, code, message, frames and causes are told', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
  const described = describeError(new SentryError('store_unavailable', 'the store is away', { cause: refused }))
  expect(described).toEqual({
    type: 'SentryError',
    message: 'the store is away',
    code: 'store_unavailable',
    cause: {
      type: 'Error',
      message: 'connect ECONNREFUSED 127.0.0.1:5432',
      code: 'ECONNREFUSED',
      stack: expect.stringMatching(/^ {4}at .*describe-error\.test/),
    },
  })
})

test.each([
  ['a parser', errorOf(() => JSON.parse(`{"text": ${canary}`))],
  ['a constraint of the database', databaseError('23505', `Key (name)=(${canary}) exists`)],
  ['a value that the database refused', databaseError('22P02', `invalid input syntax: "${canary}"`)],
  ['fields of an error', Object.assign(new TypeError('x is not a function'), { body: canary, parameters: [canary] })],
  ['what is thrown and is no error', { body: canary }],
  ['frames that a message imitates', new SyntaxError(`x\n    at ${canary}`)],
  ['a cause', new Error('it failed', { cause: errorOf(() => JSON.parse(canary)) })],
])('content does not leave by %s', (_name, error) => {
  expect(JSON.stringify(describeError(error))).not.toContain(canary)
  expect(describeError(error).type).not.toBe('')
})

test('what the database says of itself is told', () => {
  expect(describeError(databaseError('57P01', 'terminating connection'))).toMatchObject({
    code: '57P01',
    message: 'terminating connection',
  })
})

test('causes that go round come to an end', () => {
  const error = new Error('round')
  error.cause = error
  expect(JSON.stringify(describeError(error)).length).toBeLessThan(10_000)
})
