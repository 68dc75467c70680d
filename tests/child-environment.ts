import { join, resolve } from 'node:path'

/** All that a program which a test starts is given of this environment. What Node compiles is kept for all of them. */
export const childEnvironment = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE:
    process.env.NODE_COMPILE_CACHE ?? join(resolve(import.meta.dirname, '..'), 'node_modules/.cache/compiled'),
}
