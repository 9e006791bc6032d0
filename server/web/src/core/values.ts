// Values of facts in words, after the field they belong to.
import { codeName, districtName, industryName, stageName } from './names'
import { isHidden } from './hidden'
import { areaText, count, moneyText } from './format'
import { isDemo } from './session'
import { i18n, say } from '@/i18n'
import type { Field, Json, JsonObject } from './types'

const t = (key: string) => i18n.global.t(key)

/** Fields of real records that name firms and places beyond the register: not shown on screens. */
const REDACTED = new Set(['address', 'projectName'])

const isObject = (v: unknown): v is JsonObject => typeof v === 'object' && v !== null && !Array.isArray(v)

/** The value in lines of text: one for a scalar, one for each item of a list. */
export function lines(field: Field, value: Json | undefined): string[] {
  if (value === undefined || value === null || value === '') return []
  if (isHidden(value)) return [t('hidden.mark')]
  if (REDACTED.has(field.name) && !isDemo()) return [t('redacted')]
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => lines({ ...field, list: false }, item))
    return field.kind === 'object' ? items : items.length ? [items.join('、')] : []
  }
  if (isObject(value)) return [objectText(field, value)].filter(Boolean)
  return [scalarText(field, value)]
}

function scalarText(field: Field, value: string | number | boolean): string {
  switch (field.kind) {
    case 'bool':
      return value ? t('yes') : t('no')
    case 'money':
      return moneyText(Number(value))
    case 'area':
      return areaText(Number(value))
    case 'code':
      return field.codes ? codeName(field.codes, String(value)) : stageName(String(value))
    case 'district':
      return districtName(String(value))
    case 'industry':
      return `${value} ${industryName(String(value))}`
    case 'int':
      return /year$|^no$|No$/i.test(field.name) ? String(value) : count(Number(value))
    default:
      return String(value)
  }
}

function objectText(field: Field, value: JsonObject): string {
  if (field.kind === 'geometry') return t('parcel.outline')
  const names = new Set((field.fields ?? []).map((f) => f.name))
  const text = (name: string) => {
    const f = field.fields?.find((x) => x.name === name)
    return f ? lines(f, value[name]).join('、') : ''
  }
  const join = (parts: string[], by = ' · ') => parts.filter(Boolean).join(by)
  if (names.has('name') && names.has('uscc')) return join([text('name'), text('uscc')])
  if (names.has('system') && names.has('name')) return join([join([text('code'), text('name')], ' '), text('system')])
  if (names.has('operator')) return join([join([text('metric'), SIGN[String(value.operator)] ?? text('operator'), text('target'), text('unit')], ' '), text('stage'), text('due'), text('penalty')])
  if (names.has('base') && names.has('months')) return deadlineText(value, text)
  return join((field.fields ?? []).map((f) => {
    const said = lines(f, value[f.name]).join('、')
    return said && `${say(f)} ${said}`
  }))
}

const SIGN: Record<string, string> = { GE: '≥', LE: '≤', EQ: '=' }

function deadlineText(value: JsonObject, text: (name: string) => string): string {
  if (value.base === 'DATE') return text('date')
  const span = [value.months ? `${value.months} ${t('unit.months')}` : '', value.days ? `${value.days} ${t('unit.days')}` : ''].filter(Boolean).join(' ')
  return `${text('base')} ${span}`
}

/** A fact's content as labelled lines, in the order of its fields. */
export function contentOf(fields: Field[], data: JsonObject): { name: string; label: string; lines: string[]; hidden: boolean }[] {
  return fields
    .map((f) => ({ name: f.name, label: say(f), lines: f.kind === 'eventId' ? [] : lines(f, data[f.name]), hidden: isHidden(data[f.name]) }))
    .filter((row) => row.lines.length > 0)
}
