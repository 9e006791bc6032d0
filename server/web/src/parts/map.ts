// The map: outlines of the 16 districts and the parcels, drawn on a canvas from
// files of this server. No tiles, no WebGL.
import Feature from 'ol/Feature'
import OLMap from 'ol/Map'
import View from 'ol/View'
import GeoJSON from 'ol/format/GeoJSON'
import type { Geometry } from 'ol/geom'
import Point from 'ol/geom/Point'
import VectorLayer from 'ol/layer/Vector'
import { getCenter } from 'ol/extent'
import VectorSource from 'ol/source/Vector'
import { Circle, Fill, Stroke, Style, Text } from 'ol/style'
import 'ol/ol.css'
import { CRITICAL, GROUND, STAGE, TEXT } from '@/core/colour'

export interface MapEvents {
  onDistrict: (code: string) => void
  onParcel: (id: string) => void
  onHover: (hover: { kind: 'parcel' | 'district'; id: string; code: string; stage?: string; overdue?: number; x: number; y: number } | null) => void
}

/** Below this many metres to the pixel a parcel shows its outline, above a dot. */
const OUTLINE_RESOLUTION = 25
const PULSE_MS = 2400
const read = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' })
const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize)

export class CityMap {
  private districts = new VectorSource()
  private parcels = new VectorSource()
  private pulses = new VectorSource()
  private map: OLMap
  private selected = ''
  private hovered: Feature | undefined
  private styles = new Map<string, Style>()
  private name: (code: string) => string = (code) => code

  constructor(target: HTMLElement, private readonly events: MapEvents) {
    this.map = new OLMap({
      target,
      controls: [],
      layers: [
        new VectorLayer({ source: this.districts, style: new Style({ stroke: new Stroke({ color: 'rgba(63,208,201,0.16)', width: 12, lineJoin: 'round' }) }) }),
        new VectorLayer({ source: this.districts, style: (f) => this.districtStyle(f as Feature) }),
        new VectorLayer({ source: this.parcels, style: (f, resolution) => this.parcelStyles(f as Feature, resolution) }),
        new VectorLayer({ source: this.districts, declutter: true, style: (f) => this.labelStyle(f as Feature) }),
        new VectorLayer({ source: this.pulses, style: (f) => this.pulseStyle(f as Feature) }),
      ],
      view: new View({ center: [13_060_000, 4_750_000], zoom: 8, minZoom: 7, maxZoom: 17 }),
    })
    this.map.on('click', (e) => this.click(e.pixel))
    this.map.on('pointermove', (e) => e.dragging || this.hover(e.pixel))
    target.addEventListener('pointerleave', () => this.leave())
    new ResizeObserver(() => this.resized()).observe(target)
  }

  dispose(): void {
    this.map.setTarget(undefined)
    this.map.dispose()
  }

  setDistricts(collection: object): void {
    this.districts.addFeatures(read.readFeatures(collection) as Feature<Geometry>[])
    this.fit()
  }

  setParcels(collection: object): void {
    const features = read.readFeatures(collection) as Feature<Geometry>[]
    for (const f of features) f.setId(f.get('id') as string)
    this.parcels.clear(true)
    this.parcels.addFeatures(features)
  }

  /** Moves a parcel to its new stage and marks the place for a moment; false when the map does not have it. */
  touch(id: string, stage: string): boolean {
    const feature = this.parcels.getFeatureById(id) as Feature | null
    if (!feature) return false
    feature.set('stage', stage)
    const pulse = new Feature(new Point(getCenter(feature.getGeometry()!.getExtent())))
    pulse.set('from', performance.now())
    pulse.set('stage', stage)
    this.pulses.addFeature(pulse)
    this.animate()
    return true
  }

  select(district: string): void {
    this.selected = district
    this.districts.changed()
    this.parcels.changed()
    this.fit()
  }

  setNames(name: (code: string) => string): void {
    this.name = name
    this.districts.changed()
  }

  private fit(): void {
    const feature = this.districts.getFeatures().find((f) => f.get('code') === this.selected)
    if (this.districts.isEmpty() || !this.map.getSize()) return
    const extent = feature?.getGeometry()?.getExtent() ?? this.districts.getExtent()!
    const pad = rem()
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.map.getView().fit(extent, { padding: [pad, pad, 2.4 * pad, pad], duration: this.selected && !calm ? 500 : 0 })
  }

  private resized(): void {
    this.map.updateSize()
    this.styles.clear()
    this.fit()
  }

  private at(pixel: number[]): Feature | undefined {
    const layer = (source: VectorSource) => (l: { getSource?: () => unknown }) => l.getSource?.() === source
    const parcel = this.map.forEachFeatureAtPixel(pixel, (f) => f as Feature, { layerFilter: layer(this.parcels) as never, hitTolerance: 4 })
    return parcel ?? this.map.forEachFeatureAtPixel(pixel, (f) => f as Feature, { layerFilter: layer(this.districts) as never })
  }

  private click(pixel: number[]): void {
    const feature = this.at(pixel)
    if (feature?.get('stage')) this.events.onParcel(feature.get('id') as string)
    else if (feature) this.events.onDistrict(feature.get('code') as string)
  }

  private hover(pixel: number[]): void {
    const feature = this.at(pixel)
    if (feature !== this.hovered) {
      this.hovered = feature
      this.districts.changed()
    }
    this.map.getTargetElement()!.style.cursor = feature ? 'pointer' : ''
    if (!feature) return this.events.onHover(null)
    const of = (key: string) => feature.get(key)
    this.events.onHover({ kind: of('stage') ? 'parcel' : 'district', id: of('id'), code: of('code'), stage: of('stage'), overdue: of('overdue'), x: pixel[0]!, y: pixel[1]! })
  }

  private leave(): void {
    this.hovered = undefined
    this.districts.changed()
    this.events.onHover(null)
  }

  private districtStyle(feature: Feature): Style {
    const on = feature.get('code') === this.selected
    const over = feature === this.hovered
    return new Style({
      fill: new Fill({ color: on ? '#1b4a63' : over ? '#18405a' : this.selected ? '#0e263a' : '#133049' }),
      stroke: new Stroke({ color: on ? '#3fd0c9' : '#4b7fa8', width: on ? 2 : 1 }),
      zIndex: on ? 1 : 0,
    })
  }

  private labelStyle(feature: Feature): Style {
    const size = Math.round(rem() * 0.8)
    return new Style({
      text: new Text({
        text: this.name(feature.get('code') as string),
        font: `500 ${size}px 'Noto Sans CJK SC','Microsoft YaHei',sans-serif`,
        fill: new Fill({ color: '#e8f2fb' }),
        stroke: new Stroke({ color: 'rgba(8,22,36,0.85)', width: 3 }),
      }),
    })
  }

  private parcelStyles(feature: Feature, resolution: number): Style | undefined {
    const stage = feature.get('stage') as string
    const dim = this.selected !== '' && feature.get('district') !== this.selected
    const overdue = Number(feature.get('overdue')) > 0
    const outline = resolution < OUTLINE_RESOLUTION
    const key = [stage, dim, overdue, outline].join()
    let style = this.styles.get(key)
    if (!style) this.styles.set(key, (style = outline ? outlineStyle(stage, dim, overdue) : dotStyle(stage, dim, overdue)))
    return style
  }

  private pulseStyle(feature: Feature): Style {
    const age = (performance.now() - (feature.get('from') as number)) / PULSE_MS
    const alpha = Math.max(0, 1 - age)
    return new Style({
      image: new Circle({ radius: rem() * (0.4 + 1.6 * Math.min(1, age)), stroke: new Stroke({ color: withAlpha(STAGE[feature.get('stage') as string] ?? TEXT, alpha), width: 2.5 }) }),
    })
  }

  private animate(): void {
    const step = () => {
      const now = performance.now()
      for (const f of this.pulses.getFeatures()) if (now - (f.get('from') as number) > PULSE_MS) this.pulses.removeFeature(f)
      if (this.pulses.getFeatures().length === 0) return
      this.pulses.changed()
      requestAnimationFrame(step)
    }
    if (this.pulses.getFeatures().length === 1) requestAnimationFrame(step)
  }
}

function withAlpha(colour: string, alpha: number): string {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16))
  return `rgba(${r},${g},${b},${alpha})`
}

/** A dot in the colour of the stage; overdue parcels are larger, with a red ring. */
function dotStyle(stage: string, dim: boolean, overdue: boolean): Style {
  const alpha = dim ? 0.18 : 1
  return new Style({
    geometry: (f) => new Point(getCenter((f.getGeometry() as Geometry).getExtent())),
    image: new Circle({
      radius: rem() * (overdue ? 0.22 : 0.17),
      fill: new Fill({ color: withAlpha(STAGE[stage] ?? TEXT, alpha) }),
      stroke: new Stroke(overdue ? { color: withAlpha(CRITICAL, dim ? 0.3 : 1), width: 1.75 } : { color: withAlpha(GROUND, alpha), width: 1 }),
    }),
    zIndex: overdue ? 1 : 0,
  })
}

function outlineStyle(stage: string, dim: boolean, overdue: boolean): Style {
  const colour = STAGE[stage] ?? TEXT
  return new Style({
    fill: new Fill({ color: withAlpha(colour, dim ? 0.1 : 0.55) }),
    stroke: new Stroke({ color: overdue ? CRITICAL : colour, width: overdue ? 2.5 : 1.5 }),
    zIndex: overdue ? 1 : 0,
  })
}
