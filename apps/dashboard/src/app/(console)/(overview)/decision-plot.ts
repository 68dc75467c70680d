import type { Decision, Stats } from '@agentsentry/contract'
import uPlot from 'uplot'
import { countIncrements, countLabels, timeLabels } from './axis-labels.ts'
import { type ChartPalette, readPalette } from './chart-palette.ts'
import { stackOrder, stackSeries, stepAt, wholeSteps } from './stack-series.ts'

export interface PlotView {
  readonly series: Stats['series']
  readonly stepSeconds: number
  readonly fromMs: number
  readonly toMs: number
  readonly hidden: ReadonlySet<Decision>
}

export interface PlotListener {
  /** Which step the pointer is on; null when it left. */
  onHover(index: number | null): void
  /** Whole steps that were marked out. */
  onBrush(fromMs: number, toMs: number): void
  onBack(): void
}

const height = 200
/** Less than this is a click that shook. */
const shortestBrush = 6

/** Stacked bars of what was decided, in `host`. A browser loads this module, and the library with it, when it is needed. */
export class DecisionPlot {
  readonly #plot: uPlot
  readonly #probe: HTMLElement
  readonly #listener: PlotListener
  #view: PlotView
  #palette: ChartPalette

  constructor(host: HTMLElement, view: PlotView, listener: PlotListener) {
    this.#view = view
    this.#listener = listener
    this.#probe = host.appendChild(document.createElement('span'))
    this.#probe.hidden = true
    this.#palette = readPalette(
      this.#probe,
      document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D,
    )
    this.#plot = new uPlot(this.#options(Math.max(host.clientWidth, 200)), this.#data(), host)
  }

  show(view: PlotView): void {
    this.#view = view
    this.#plot.setData(this.#data())
  }

  resize(width: number): void {
    if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height })
  }

  /** The theme has changed, or the screen. */
  recolour(): void {
    this.#palette = readPalette(this.#probe, this.#plot.ctx)
    this.#plot.redraw(true, true)
  }

  destroy(): void {
    this.#plot.destroy()
    this.#probe.remove()
  }

  #data(): uPlot.AlignedData {
    const { series, hidden } = this.#view
    return stackSeries(series, (decision) => !hidden.has(decision))
  }

  get #steps() {
    return { starts: [...(this.#plot.data[0] ?? [])], stepSeconds: this.#view.stepSeconds }
  }

  #options(width: number): uPlot.Options {
    const axis = {
      stroke: () => this.#palette.label,
      font: '12px "Inter Variable", system-ui, sans-serif',
      grid: { stroke: () => this.#palette.line, width: 1 },
      ticks: { show: false },
    }
    return {
      width,
      height,
      legend: { show: false },
      padding: [8, 20, 0, 0],
      scales: {
        x: { range: () => [this.#view.fromMs / 1_000, this.#view.toMs / 1_000] },
        y: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.05)] },
      },
      axes: [
        { ...axis, size: 30, gap: 8, values: (_plot, splits, _axis, _space, step) => timeLabels(splits, step) },
        { ...axis, size: 44, gap: 4, incrs: [...countIncrements], values: (_plot, splits) => countLabels(splits) },
      ],
      series: [
        {},
        ...[...stackOrder].reverse().map((decision) => ({
          stroke: () => this.#palette.strokes[decision],
          fill: () => this.#palette.fills[decision],
          width: 1,
          points: { show: false },
          // From the start of a step on, with a gap to the next, at most so many pixels wide.
          paths: uPlot.paths.bars?.({ align: 1, size: [0.86, 48] }) as uPlot.Series.PathBuilder,
        })),
      ],
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        dataIdx: (plot, _series, _closest, seconds) => stepAt(seconds, this.#steps) ?? plot.data[0].length - 1,
        bind: { dblclick: () => () => this.#leave() },
      },
      hooks: {
        setCursor: [(plot) => this.#listener.onHover(this.#hovered(plot))],
        setSelect: [(plot) => this.#brush(plot)],
      },
    }
  }

  #hovered(plot: uPlot): number | null {
    const { left } = plot.cursor
    return left === undefined || left < 0 ? null : stepAt(plot.posToVal(left, 'x'), this.#steps)
  }

  #brush(plot: uPlot): void {
    const { left, width } = plot.select
    if (width < shortestBrush) return
    const marked = { fromSeconds: plot.posToVal(left, 'x'), toSeconds: plot.posToVal(left + width, 'x') }
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    const steps = wholeSteps(marked, this.#steps)
    if (steps !== null) this.#listener.onBrush(steps.fromSeconds * 1_000, steps.toSeconds * 1_000)
  }

  #leave(): null {
    this.#listener.onBack()
    return null
  }
}
