import { expect, test } from 'vitest'
import { isAllowedHost } from './allowed-host.ts'

const names = {
  AGENTSENTRY_HOST: '127.0.0.1',
  AGENTSENTRY_ALLOWED_HOSTS: '',
  AGENTSENTRY_ENV: 'development' as const,
}

test.each([
  'localhost',
  'localhost:3000',
  '127.0.0.1:3000',
  '[::1]:3000',
  '10.1.2.3',
  'box:3000',
  'a.localhost',
  'LOCALHOST.',
])('%s can be nobody else', (host) => {
  expect(isAllowedHost(host, names)).toBe(true)
})

test.each(['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.nip.io', null])(
  '%s may lead here by the doing of anybody',
  (host) => {
    expect(isAllowedHost(host, names)).toBe(false)
  },
)

test('names that are listed are served, in any case, and with `*` every one', () => {
  const listed = { ...names, AGENTSENTRY_ALLOWED_HOSTS: 'sentry.example, other.example' }
  expect(isAllowedHost('Sentry.Example:443', listed)).toBe(true)
  expect(isAllowedHost('third.example', listed)).toBe(false)
  expect(isAllowedHost('third.example', { ...names, AGENTSENTRY_ALLOWED_HOSTS: '*' })).toBe(true)
})

test('in production, where nothing is shown without a key, names are held to once some are listed', () => {
  const production = { ...names, AGENTSENTRY_ENV: 'production' as const }
  expect(isAllowedHost('sentry.example', production)).toBe(true)
  expect(isAllowedHost('evil.example', { ...production, AGENTSENTRY_ALLOWED_HOSTS: 'sentry.example' })).toBe(false)
})
