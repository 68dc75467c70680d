import type { Decision } from '@agentsentry/contract'
import { decisionPatterns, patternLineWidth, patternTile } from './decision-patterns.ts'
import { stackOrder } from './stack-series.ts'

/** The colours of the theme as a canvas takes them. */
export interface ChartPalette {
  readonly line: string
  readonly label: string
  readonly strokes: Readonly<Record<Decision, string>>
  readonly fills: Readonly<Record<Decision, CanvasPattern | string>>
}

/** Reads them off `probe`, an element of the page whose class can be changed: tokens know the theme, a canvas does not. */
export function readPalette(probe: HTMLElement, context: CanvasRenderingContext2D): ChartPalette {
  const colourOf = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const strokes = Object.fromEntries(stackOrder.map((decision) => [decision, colourOf(decision)]))
  const fills = stackOrder.map((decision) => {
    const { ground, lines } = decisionPatterns[decision]
    const groundColour = colourOf(ground === 'soft' ? `${decision}-soft` : decision)
    const fill =
      lines === null ? groundColour : patternOf(lines, { ground: groundColour, line: colourOf(decision) }, context)
    return [decision, fill] as const
  })
  return {
    line: colourOf('line'),
    label: colourOf('muted'),
    strokes: strokes as Record<Decision, string>,
    fills: Object.fromEntries(fills) as Record<Decision, CanvasPattern | string>,
  }
}

function patternOf(
  lines: string,
  colours: { ground: string; line: string },
  context: CanvasRenderingContext2D,
): CanvasPattern | string {
  const scale = devicePixelRatio
  const tile = document.createElement('canvas')
  tile.width = tile.height = Math.round(patternTile * scale)
  const drawing = tile.getContext('2d')
  if (drawing === null) return colours.ground
  drawing.fillStyle = colours.ground
  drawing.fillRect(0, 0, tile.width, tile.height)
  drawing.scale(tile.width / patternTile, tile.height / patternTile)
  drawing.strokeStyle = colours.line
  drawing.lineWidth = patternLineWidth
  drawing.stroke(new Path2D(lines))
  return context.createPattern(tile, 'repeat') ?? colours.ground
}
