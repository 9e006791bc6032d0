// Outlines from GeoJSON to the ledger's form: degrees as decimal text, with the
// digits as they were written.
export type Rings = [string, string][][]

/** The rings of a GeoJSON polygon, of a feature with one, or of bare coordinates; null when the text is none of these. */
export function readPolygon(text: string): Rings | null {
  try {
    // Numbers become texts before they are parsed: a binary float would change them.
    return rings(JSON.parse(text.replace(NUMBER_OUTSIDE_TEXT, (m, quoted: string | undefined) => quoted ?? `"${m}"`)))
  } catch {
    return null
  }
}

/** A quoted text, or a number that is not in one. */
const NUMBER_OUTSIDE_TEXT = /("(?:[^"\\]|\\.)*")|-?\d+(?:\.\d+)?/g

function rings(value: unknown): Rings | null {
  if (Array.isArray(value)) return valid(value) ? value.map((ring) => ring.map(([x, y]) => [x, y])) : null
  const object = value as { type?: string; geometry?: unknown; coordinates?: unknown }
  if (object?.type === 'Feature') return rings(object.geometry)
  return object?.type === 'Polygon' ? rings(object.coordinates) : null
}

const DECIMAL = /^-?\d+(\.\d+)?$/
const valid = (value: unknown[]): value is Rings =>
  value.length > 0 && value.every((ring) => Array.isArray(ring) && ring.length >= 4 && ring.every((p) => Array.isArray(p) && p.length >= 2 && p.slice(0, 2).every((d) => typeof d === 'string' && DECIMAL.test(d))))
