// ECharts with only the parts in use, drawn on a canvas in the colours of the room.
import { LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { GRID, GROUND, LINES, MUTED, TEXT, WARNING } from '@/core/colour'
import { CITY, isThin, type MetricRow } from '@/core/metric'
import { apart } from './apart'

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, AriaComponent, CanvasRenderer])

export interface Lines {
  periods: string[]
  groups: { group: string; name: string; colour: string; rows: Map<string, MetricRow> }[]
  unit: string
  /** A figure that covers less is drawn hollow. */
  coverageMin: string
  targets: { value: number; label: string }[]
  words: { coverage: string; none: string }
}

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize)
const FONT = "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
export const colourAt = (i: number) => LINES[i % LINES.length]!

export class MetricChart {
  private readonly chart: ECharts
  private readonly resize: ResizeObserver
  private drawn: Lines | undefined

  constructor(box: HTMLElement, onPick: (group: string, period: string) => void) {
    this.chart = init(box, undefined, { renderer: 'canvas' })
    this.chart.on('click', (e) => {
      const group = this.drawn?.groups[e.seriesIndex ?? -1]?.group
      if (group && typeof e.name === 'string' && e.name) onPick(group, e.name)
    })
    this.resize = new ResizeObserver(() => {
      this.chart.resize()
      if (this.drawn) this.draw(this.drawn)
    })
    this.resize.observe(box)
  }

  dispose(): void {
    this.resize.disconnect()
    this.chart.dispose()
  }

  draw(lines: Lines): void {
    this.drawn = lines
    const size = rem()
    const axis = { axisLabel: { color: MUTED, fontSize: size * 0.8125 }, axisLine: { lineStyle: { color: GRID } }, splitLine: { lineStyle: { color: '#1b3852' } } }
    this.chart.setOption({
      aria: { enabled: true },
      animationDuration: 500,
      textStyle: { fontFamily: FONT },
      grid: { left: size * 3.6, right: size * 8.5, top: size * 2.2, bottom: size * 2.2 },
      tooltip: { trigger: 'axis', backgroundColor: '#081624', borderColor: GRID, textStyle: { color: TEXT, fontSize: size * 0.8125 }, formatter: (points: unknown) => tooltip(lines, points as { name: string }[]) },
      xAxis: { type: 'category', data: lines.periods, boundaryGap: ['4%', '4%'], ...axis },
      yAxis: { type: 'value', name: lines.unit, nameTextStyle: { color: MUTED, fontSize: size * 0.8125 }, max: (v: { max: number }) => ceiling(Math.max(v.max, ...lines.targets.map((t) => t.value)), lines.unit), ...axis },
      series: [...lines.groups.map((g) => series(lines, g, size, 0)), targets(lines, size)],
    }, { notMerge: true })
    this.spreadNames(lines, size)
  }

  /** Moves the names at the ends of the lines apart, so that none covers another. */
  private spreadNames(lines: Lines, size: number): void {
    const ends = lines.groups.flatMap((g, seriesIndex) => {
      const last = lastPeriod(lines, g)
      const at = last === undefined ? undefined : this.chart.convertToPixel({ seriesIndex }, [last, Number(g.rows.get(last)!.value)])
      return at ? [{ seriesIndex, y: at[1]!, wanted: at[1]! }] : []
    })
    ends.sort((a, b) => a.wanted - b.wanted)
    for (const [i, y] of apart(ends.map((e) => e.wanted), size).entries()) ends[i]!.y = y
    const moved = new Map(ends.map((e) => [e.seriesIndex, e.y - e.wanted]))
    this.chart.setOption({ series: lines.groups.map((g, i) => series(lines, g, size, moved.get(i) ?? 0)) })
  }
}

/** A round number above the highest point; shares end at 100. */
function ceiling(highest: number, unit: string): number {
  if (highest <= 0) return 1
  if (unit === '%' && highest <= 100) return 100
  const step = 10 ** Math.floor(Math.log10(highest)) / 5
  return Math.ceil((highest * 1.05) / step) * step
}

const lastPeriod = (lines: Lines, g: Lines['groups'][number]) => lines.periods.findLast((p) => (g.rows.get(p)?.value ?? null) !== null)

function series(lines: Lines, g: Lines['groups'][number], size: number, nameShift: number) {
  const city = g.group === CITY
  return {
    type: 'line', name: g.name, color: g.colour, lineStyle: { width: city ? size * 0.22 : size * 0.11 }, z: city ? 5 : 3, symbol: 'circle', symbolSize: size * (city ? 0.6 : 0.5), connectNulls: false,
    emphasis: { focus: 'series' },
    data: points(lines, g, size, nameShift),
  }
}

/** The points of a line; its last one carries the name. */
function points(lines: Lines, g: Lines['groups'][number], size: number, nameShift: number) {
  const has = (p: string) => (g.rows.get(p)?.value ?? null) !== null
  const last = lastPeriod(lines, g)
  return lines.periods.map((p) => {
    const row = g.rows.get(p)
    if (!row || !has(p)) return null
    const name = p === last ? { show: true, position: 'right', offset: [size * 0.3, nameShift], formatter: '{a}', color: g.colour, width: size * 7.6, overflow: 'truncate', fontSize: size * 0.8125, fontWeight: g.group === CITY ? 700 : 400 } : { show: false }
    // A thin figure is a hollow grey point.
    const thin = isThin(row, lines.coverageMin) ? { symbolSize: size * 0.55, itemStyle: { color: GROUND, borderColor: '#8ba4ba', borderWidth: 2 } } : {}
    return { value: Number(row.value), label: name, ...thin }
  })
}

function targets(lines: Lines, size: number) {
  return {
    type: 'line', data: [], silent: true,
    markLine: {
      symbol: 'none', silent: true, animation: false,
      lineStyle: { color: WARNING, type: 'dashed', width: size * 0.11 },
      label: { color: WARNING, backgroundColor: 'rgba(15,36,56,0.8)', fontSize: size * 0.8125, position: 'insideStartTop', formatter: (m: { dataIndex: number }) => lines.targets[m.dataIndex]?.label ?? '' },
      data: lines.targets.map((t) => ({ yAxis: t.value })),
    },
  }
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

function tooltip(lines: Lines, points: { name: string }[]): string {
  const period = points[0]?.name ?? ''
  const rows = lines.groups
    .map((g) => ({ g, row: g.rows.get(period) }))
    .filter(({ row }) => row && row.value !== null)
    .sort((a, b) => Number(b.row!.value) - Number(a.row!.value))
    .map(({ g, row }) => {
      const share = row!.coverage
      return `<tr${isThin(row!, lines.coverageMin) ? ' style="color:#8ba4ba"' : ''}><td><span style="color:${g.colour}">●</span> ${escapeHtml(g.name)}</td><td style="text-align:right;padding-left:1em"><b>${row!.value}</b></td><td style="text-align:right;padding-left:1em">${share === null ? '' : `${Math.round(Number(share) * 100)} %`}</td></tr>`
    })
  return `<b>${escapeHtml(period)}</b> <small>${escapeHtml(lines.unit)} · ${escapeHtml(lines.words.coverage)}</small><table>${rows.join('')}</table>`
}
