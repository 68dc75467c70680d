import { inject } from 'vitest'

/**
 * The address of a service that all test files of this run use together.
 * @throws Error with the cause where it could not be started
 */
export async function serviceOfThisRun(name: 'postgres' | 'redis'): Promise<string> {
  const response = await fetch(`${inject('servicesUrl')}/${name}`)
  const text = await response.text()
  if (!response.ok) throw new Error(`no ${name} for the tests: ${text}`)
  return text
}
