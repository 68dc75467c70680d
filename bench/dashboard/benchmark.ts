import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describeMachine, requireDisk } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { startBrowser } from './browser.ts'
import { type Contents, longSession } from './contents.ts'
import { type Deployment, startDeployment } from './deployment.ts'
import { fillStore } from './fill-store.ts'
import { measureLive } from './live-session.ts'
import { type TimelineVisit, visitTimeline } from './long-timeline.ts'
import { type DashboardBenchOptions, parseDashboardBenchOptions } from './options.ts'
import { measurePages } from './page-times.ts'
import { emptyPages, pagesOf } from './pages.ts'
import { measureScripts, type SentScripts } from './scripts-sent.ts'
import { formatResults } from './summary.ts'

/** `npm run bench -- dashboard`: what pages cost the server, the network and the browser, over a large store. */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseDashboardBenchOptions(parameters)
  requireDisk(options.folder)
  const folder = mkdtempSync(join(options.folder, 'dashboard-'))
  const deployments: Deployment[] = []
  const start = async (name: string, contents: Contents) => {
    const url = `sqlite:${join(folder, `${name}.db`)}`
    const { writtenSeconds, talliedSeconds } = await fillStore(url, contents)
    say(
      `${name} store: ${contents.traces} traces written in ${whole(writtenSeconds)} s, counted in ${whole(talliedSeconds)} s`,
    )
    const deployment = await startDeployment(url)
    deployments.push(deployment)
    return { ...deployment, contents, pages: await pagesOf(deployment.apiUrl, contents) }
  }
  try {
    const { longSteps } = options
    const small = await start('small', { traces: options.smallTraces, endMs: Date.now(), longSteps })
    const large = await start('large', { traces: options.traces, endMs: Date.now(), longSteps })
    const compared = [...emptyPages, ...large.pages].map((page, index) => ({
      large: { ...page, url: large.url },
      small: { ...([...emptyPages, ...small.pages][index] ?? page), url: small.url },
    }))
    const times = await measurePages(compared, options)
    say('pages are measured')
    const inBrowser = await measureInBrowser(large, options)
    const results = formatResults({
      machine: describeMachine(options.folder),
      options,
      times,
      emptyPages,
      ...inBrowser,
    })
    console.log(results)
    if (options.write) writeSection('dashboard', results)
  } finally {
    for (const deployment of deployments) await deployment.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Filled = Deployment & { readonly contents: Contents; readonly pages: Awaited<ReturnType<typeof pagesOf>> }

async function measureInBrowser({ url, apiUrl, contents, pages }: Filled, options: DashboardBenchOptions) {
  const browser = await startBrowser()
  try {
    const newContext = () => browser.newContext({ viewport: { width: 1440, height: 900 } })
    const context = await newContext()
    const scripts: SentScripts[] = []
    const plain = pages.filter(({ path }) => !path.includes('?'))
    for (const page of [...emptyPages.slice(1), ...plain]) scripts.push(await measureScripts(context, url, page))
    say('scripts are measured')
    const visits: TimelineVisit[] = []
    const { id, traces } = longSession(contents)
    const long = { address: `${url}/sessions/${id}`, lastId: traces.at(-1)?.id ?? '' }
    for (let visit = 0; visit < options.timelineVisits; visit++) visits.push(await visitTimeline(context, long))
    say('the long session is measured')
    await context.close()
    const { liveMinutes: minutes, tracesASecond } = options
    const live = await measureLive({ context: await newContext(), url, apiUrl, minutes, tracesASecond })
    return { scripts, visits, live }
  } finally {
    await browser.close()
  }
}

function say(line: string): void {
  console.error(`dashboard: ${line}`)
}

function whole(value: number): string {
  return value.toFixed(0)
}
