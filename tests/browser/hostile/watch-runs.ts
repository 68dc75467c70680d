import type { Page } from 'playwright-core'

/** What ran of the payloads, by their numbers, and what asked the reader something. */
export async function watchRuns(page: Page): Promise<{ readonly runs: readonly string[] }> {
  const runs: string[] = []
  await page.exposeFunction('reportRun', (what: string) => runs.push(what))
  await page.addInitScript({
    content: `
      Object.defineProperty(globalThis, '__xss', { set: (number) => reportRun('payload ' + number), get: () => 0 })
      for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
        globalThis[name] = () => reportRun(name)`,
  })
  page.on('dialog', async (dialog) => {
    // A form with changes asks before it is left.
    if (dialog.type() === 'beforeunload') return dialog.accept()
    runs.push(`dialog ${dialog.type()}`)
    await dialog.dismiss()
  })
  page.context().on('page', (opened) => runs.push(`a window of ${opened.url()}`))
  return { runs }
}
