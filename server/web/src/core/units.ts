// Money and area between what an officer types and what the ledger stores. All
// arithmetic is on BigInt: a figure that cannot be stored exactly is refused, or,
// for 亩 (2000/3 m²), rounded half up to 0.01 m² and shown as it will be stored.

export type MoneyUnit = 'yuan' | 'wan' | 'yi'
export type AreaUnit = 'm2' | 'mu' | 'ha' | 'km2'

/** 分 to the unit. */
export const FEN: Record<MoneyUnit, bigint> = { yuan: 100n, wan: 1_000_000n, yi: 10_000_000_000n }

/** 0.01 m² to the unit, as numerator over denominator: 1 亩 = 200000/3. */
const AREA: Record<AreaUnit, [bigint, bigint]> = { m2: [100n, 1n], mu: [200_000n, 3n], ha: [1_000_000n, 1n], km2: [100_000_000n, 1n] }

/** The largest integer the ledger stores: 2^53-1. */
const MAX = BigInt(Number.MAX_SAFE_INTEGER)

export type Read = { value: number } | { problem: 'form' | 'exact' | 'range' }

/** A decimal as integer over a power of ten, or null when it is not one. */
function decimal(text: string): { digits: bigint; scale: bigint } | null {
  const plain = text.trim().replace(/[,，\s]/g, '')
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain)
  if (!match) return null
  const [, sign, whole, fraction = ''] = match
  return { digits: BigInt(`${sign}${whole}${fraction}`), scale: 10n ** BigInt(fraction.length) }
}

const within = (n: bigint): Read => (n > MAX || n < -MAX ? { problem: 'range' } : { value: Number(n) })

/** 分 from a decimal text in the unit; "exact" when it is finer than 0.01 yuan. */
export function readMoney(text: string, unit: MoneyUnit): Read {
  const d = decimal(text)
  if (!d) return { problem: 'form' }
  const scaled = d.digits * FEN[unit]
  return scaled % d.scale === 0n ? within(scaled / d.scale) : { problem: 'exact' }
}

/** 0.01 m² from a decimal text in the unit; 亩 is rounded half up, the other units must fit exactly. */
export function readArea(text: string, unit: AreaUnit): Read {
  const d = decimal(text)
  if (!d) return { problem: 'form' }
  const [numerator, denominator] = AREA[unit]
  const scaled = d.digits * numerator
  const divisor = d.scale * denominator
  if (unit === 'mu') return within(divide(scaled, divisor))
  return scaled % divisor === 0n ? within(scaled / divisor) : { problem: 'exact' }
}

/** n/d rounded half up, away from zero. */
export function divide(n: bigint, d: bigint): bigint {
  const negative = n < 0n !== d < 0n
  const [a, b] = [n < 0n ? -n : n, d < 0n ? -d : d]
  const q = (2n * a + b) / (2n * b)
  return negative ? -q : q
}

/** The text of n/d with at most places decimals, rounded half up; trailing zeros are kept. */
export function ratio(n: bigint, d: bigint, places: number): string {
  const scaled = divide(n * 10n ** BigInt(places), d)
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0')
  const sign = scaled < 0n ? '-' : ''
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** Money in the unit; without places exact and without trailing zeros. */
export function money(fen: number, unit: MoneyUnit, places?: number): string {
  if (places !== undefined) return ratio(BigInt(fen), FEN[unit], places)
  return trim(ratio(BigInt(fen), FEN[unit], FEN[unit].toString().length - 1))
}

/** Area in the unit; without places exact (亩: four decimals) and without trailing zeros. */
export function area(hundredths: number, unit: AreaUnit, places?: number): string {
  const [numerator, denominator] = AREA[unit]
  if (places !== undefined) return ratio(BigInt(hundredths) * denominator, numerator, places)
  return trim(ratio(BigInt(hundredths) * denominator, numerator, unit === 'mu' ? 4 : numerator.toString().length - 1))
}

const trim = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** Thousands separators in the whole part of a decimal text. */
export function grouped(text: string): string {
  const [whole, fraction] = text.split('.')
  const separated = whole!.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? separated : `${separated}.${fraction}`
}
