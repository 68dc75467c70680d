import { writeSection } from '../readme-section.ts'
import { measureFalsePositives } from './false-positives.ts'
import { measureRecall, type Recall } from './measure.ts'
import { parseEvasionBenchOptions } from './options.ts'
import { compileStarter } from './seeds.ts'

/** Measures how much of what the starter pack finds it still finds in disguise. */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseEvasionBenchOptions(parameters)
  const ruleSet = compileStarter()
  const rows = measureRecall(ruleSet)
  const results = [
    '| Transformation | Seeds | Recall plain | Recall transformed | Points lost |',
    '|---|--:|--:|--:|--:|',
    ...rows.map(rowOf),
    '',
    `${rows.length} classes; more than 1 point lost in ${rows.filter((row) => lost(row) > 1).length} of them (goal: none).`,
  ]
  if (options.data !== null) {
    const { traces, added, incomplete } = await measureFalsePositives(options.data, ruleSet)
    const byView = [...new Set(added.map(({ rule, view }) => `${rule} in \`${view}\``))]
    results.push(
      '',
      `On ${traces} traces of sessions without attacks, views added ${added.length} reasons (goal: none)` +
        `${byView.length === 0 ? '' : `: ${byView.join(', ')}`}; ${incomplete} traces were not read to the end.`,
    )
  }
  const text = results.join('\n')
  console.log(text)
  if (options.write) writeSection('evasion', text)
}

function rowOf(row: Recall): string {
  const { name, seeds, plain, transformed } = row
  const recall = (found: number) => `${((100 * found) / seeds).toFixed(1)} %`
  return `| ${name.replaceAll('|', '\\|')} | ${seeds} | ${recall(plain)} | ${recall(transformed)} | ${lost(row).toFixed(1)} |`
}

export function lost({ seeds, plain, transformed }: Recall): number {
  return (100 * (plain - transformed)) / seeds
}
