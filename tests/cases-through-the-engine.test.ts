import { engineDoor, runCase } from '@agentsentry/engine'
import { describe, expect, test } from 'vitest'
import { readCaseFiles } from './case-files.ts'

describe.each(await readCaseFiles())('$file', ({ rules, cases }) => {
  test.each(cases)('$name', async (single) => {
    const { faults } = await runCase(engineDoor, rules, single)
    expect(faults).toEqual([])
  })
})
