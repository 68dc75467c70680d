'use client'

import type { Decision } from '@agentsentry/contract'
import 'uplot/dist/uPlot.min.css'
import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useRef, useState, useTransition } from 'react'
import { classNames } from '#components/class-names.ts'
import { ChartLegend } from './chart-legend.tsx'
import type { DecisionPlot, PlotView } from './decision-plot.ts'
import { fixedQuery, type Preset } from './time-range.ts'

/**
 * Decisions over time, to look at closely: the pointer tells the numbers of a step, the legend takes decisions away, and
 * what is marked out becomes the time that the page is about. All of it can be had without a pointer from the table below.
 */
export function DecisionChart({
  base,
  isFixed,
  ...given
}: Omit<PlotView, 'hidden'> & { base: Preset; isFixed: boolean }) {
  const router = useRouter()
  const [hidden, setHidden] = useState<ReadonlySet<Decision>>(new Set())
  const [hovered, setHovered] = useState<number | null>(null)
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const [isPending, startTransition] = useTransition()
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<DecisionPlot | null>(null)
  const view: PlotView = { ...given, hidden }

  const onBrush = useEffectEvent((fromMs: number, toMs: number) => {
    startTransition(() => router.push(`/${fixedQuery(base, fromMs, toMs)}`, { scroll: false }))
  })
  const onBack = useEffectEvent(() => {
    if (isFixed) startTransition(() => router.push(`/?range=${base.id}`, { scroll: false }))
  })
  const draw = useEffectEvent(() => plot.current?.show(view))
  const begin = useEffectEvent((Plot: typeof DecisionPlot, element: HTMLElement) => {
    plot.current = new Plot(element, view, { onHover: setHovered, onBrush, onBack })
    setState('ready')
  })

  useEffect(() => {
    const element = host.current
    if (element === null) return
    const ending = new AbortController()
    import('./decision-plot.ts').then(
      ({ DecisionPlot: Plot }) => {
        if (!ending.signal.aborted) begin(Plot, element)
      },
      () => setState('failed'),
    )
    const size = new ResizeObserver(() => plot.current?.resize(element.clientWidth))
    size.observe(element)
    const recolour = () => plot.current?.recolour()
    const theme = new MutationObserver(recolour)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour, { signal: ending.signal })
    return () => {
      ending.abort()
      size.disconnect()
      theme.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what `draw` draws
  useEffect(draw, [given.series, given.fromMs, given.toMs, hidden])

  return (
    <figure aria-label="Decisions over time" aria-busy={isPending}>
      <ChartLegend
        series={given.series}
        stepSeconds={given.stepSeconds}
        hovered={hovered}
        hidden={hidden}
        onToggle={(decision) => setHidden((before) => toggled(before, decision))}
      />
      <div
        ref={host}
        role="img"
        aria-label="Stacked bars of the decisions in each step of time. The table below has the same numbers."
        data-state={state}
        className={classNames(
          'relative mt-2 h-[200px] min-w-0 overflow-hidden',
          '[&_.u-select]:!bg-accent/15 [&_.u-select]:border-x [&_.u-select]:border-accent [&_.u-over]:cursor-crosshair',
          '[&_.u-cursor-x]:!border-line-strong',
          isPending && 'opacity-60',
        )}
      >
        {state === 'failed' ? (
          <p className="p-4 text-muted">The chart could not be loaded. The table below has the same numbers.</p>
        ) : null}
      </div>
    </figure>
  )
}

function toggled(before: ReadonlySet<Decision>, decision: Decision): ReadonlySet<Decision> {
  const after = new Set(before)
  if (!after.delete(decision)) after.add(decision)
  return after
}
