import { describeMachine } from '../machine.ts'
import { writeSection } from '../readme-section.ts'
import { benignCells, callCells, hostileCells, kindCells, type Pack, phraseCells } from './cells.ts'
import { checkPack } from './check-pack.ts'
import { contendersFor } from './contenders/contender.ts'
import { measureFootprints } from './footprint.ts'
import { NativeEngines } from './native/native-engines.ts'
import { parseEngineBenchOptions } from './options.ts'
import { rulePack } from './packs/rule-pack.ts'
import { type Cell, runRounds } from './rounds.ts'
import { formatEngineResults } from './summary.ts'
import { targetFigures } from './targets.ts'

/** Measures compiling and evaluating against baselines in the same run. Rejects when the engine finds what is not there. */
export async function run(parameters: readonly string[]): Promise<void> {
  const options = parseEngineBenchOptions(parameters)
  const packs = options.ruleCounts.map((count) => {
    const rules = rulePack(count)
    checkPack(rules)
    return { rules, contenders: contendersFor(rules) }
  })
  const native = options.native ? new NativeEngines() : null
  try {
    const footprints = measureFootprints(1000, options)
    const benign = benignCells(packs, options)
    const cells = [
      ...benign,
      ...(native === null ? [] : cellsBeside(native, benign, packs)),
      ...kindCells(packs, options),
      ...callCells(packOf(packs, 100), options),
      ...phraseCells(options),
      ...hostileCells(
        packs.filter(({ rules }) => options.hostileRuleCounts.includes(rules.length)),
        options,
      ),
    ]
    const measured = runRounds(cells, {
      count: options.rounds,
      tell: console.log,
      besides: (group, measurements) => native?.measure(group, measurements),
    })
    const results = formatEngineResults({
      setting: [
        describeMachine(),
        `rounds: ${options.rounds}; ${options.textCount} different texts of each kind and length; p50 of each round, then the median of the rounds`,
        ...(native?.missing ?? []),
      ],
      figures: targetFigures(measured, footprints, options),
      measured,
      options,
    })
    console.log(`\n${results}`)
    if (options.write) writeSection('engine', results)
  } finally {
    native?.stop()
  }
}

/** Native engines take the texts of AgentSentry's cells. */
function cellsBeside(native: NativeEngines, benign: readonly Cell[], packs: readonly Pack[]): Cell[] {
  return benign
    .filter(({ contender }) => contender === 'agentsentry')
    .flatMap((cell) => native.cellBeside(cell, packOf(packs, Number(cell.group.split(' ')[1])).rules))
}

function packOf(packs: readonly Pack[], count: number): Pack {
  const pack = packs.find(({ rules }) => rules.length === count)
  if (pack === undefined) throw new Error(`there is no pack of ${count} rules`)
  return pack
}
