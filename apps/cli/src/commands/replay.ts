import { Command, InvalidArgumentError } from 'commander'
import { apiKeyOption, connect, type ServerOptions, urlOption } from '../connect.ts'
import { replayFiles } from '../replay/replay-files.ts'
import { ReplayProgress } from '../replay/replay-progress.ts'
import { jsonReport, textReport } from '../replay/replay-report.ts'

interface Options extends ServerOptions {
  readonly concurrency: number
  readonly limit?: number
  readonly stopOnBlock?: true
  readonly json?: true
}

export const replay = new Command('replay')
  .description('Send recorded sessions to a running server, as live agents would, and measure its verdicts')
  .argument('<file...>', 'sessions as JSON Lines: {id, source, label, traces: [{role, content, turn}], meta}')
  .addOption(urlOption())
  .addOption(apiKeyOption())
  .option('--concurrency <n>', 'sessions under way at a time', wholeNumber(256), 8)
  .option('--limit <n>', 'end after so many sessions', wholeNumber(Number.MAX_SAFE_INTEGER))
  .option('--stop-on-block', 'end a session at its first block, as an enforcing agent does')
  .option('--json', 'print the figures as JSON')
  .addHelpText(
    'after',
    `
A tool trace is sent twice: as the call, where it can still be stopped, then with its result or error. Tool traces of one
turn that follow one another were called in parallel: their calls are sent together, then their results together.

Figures, for each source:
  stopped in time        attack_success sessions with ask or block after the planted text was read (meta.injection_at,
                         with its result) and no later than the first of meta.bad_calls, before it runs
  stopped wrongly        benign sessions with any ask or block
  text found             traces at meta.injection_at with warn or stronger
  benign results marked  tool results in benign sessions with warn or stronger

Of each rule in shadow it says how many traces it would have matched, and how many decisions it would have changed, were
it alone enforced.

Exit code: 0 when everything was sent and recorded; 1 when a line was malformed, a request failed, or a session is not
recorded as it was sent; 3 when nothing could be done.`,
  )
  .action(async (files: string[], options: Options) => {
    const client = await connect(options)
    const progress = new ReplayProgress(process.stderr)
    const startedMs = performance.now()
    const summary = await replayFiles(files, {
      client,
      concurrency: options.concurrency,
      limit: options.limit ?? Number.POSITIVE_INFINITY,
      stopOnBlock: options.stopOnBlock ?? false,
      progress,
    }).finally(() => progress.stop())
    const durationMs = performance.now() - startedMs
    console.log(
      options.json ? JSON.stringify(jsonReport(summary, durationMs), null, 2) : textReport(summary, durationMs),
    )
    if (summary.failed) process.exitCode = 1
  })

function wholeNumber(largest: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (/^\d+$/.test(text) && number >= 1 && number <= largest) return number
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${largest}.`)
  }
}
