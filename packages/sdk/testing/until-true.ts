import { until } from '../../../tests/until.ts'

/** Asks again and again until it is so. Rejects when it was not for too long. */
export async function untilTrue(ask: () => Promise<boolean> | boolean): Promise<void> {
  await until(async () => (await ask()) || null)
}
