// JSON pointers (RFC 6901) into a fact, and the fields they name.
import { i18n, say } from '@/i18n'
import { eventType } from '@/core/names'
import { lines } from '@/core/values'
import type { Field, Json, JsonObject } from '@/core/types'

const unescape = (part: string) => part.replace(/~1/g, '/').replace(/~0/g, '~')
export const parts = (path: string) => path.split('/').slice(1).map(unescape)
export const join = (base: string, part: string | number) => `${base}/${String(part).replace(/~/g, '~0').replace(/\//g, '~1')}`

/** The field at a path below /data of an event, with the names on the way to it; index parts count from 1. */
export function fieldAt(type: string, path: string): { field: Field | undefined; label: string } {
  if (path === '/occurredOn') return { field: OCCURRED, label: i18n.global.t('record.occurredOn') }
  let fields = eventType(type)?.fields ?? []
  let field: Field | undefined
  const names: string[] = []
  for (const part of parts(path).slice(1)) {
    if (field?.list && /^\d+$/.test(part)) {
      names.push(`${Number(part) + 1}`)
      field = { ...field, list: false }
      continue
    }
    field = fields.find((f) => f.name === part)
    if (!field) return { field: undefined, label: path }
    names.push(say(field))
    fields = field.fields ?? []
  }
  return { field, label: names.join(' › ') }
}

export const OCCURRED: Field = { name: 'occurredOn', zh: '发生日期', en: 'Occurred on', kind: 'date', required: true }

/** The label of a path and a way to say a value that stands there. */
export function scalarAt(type: string, path: string): { label: string; text: (value: Json) => string } {
  const { field, label } = fieldAt(type, path)
  return { label, text: (value) => (field ? lines(field, value).join('、') : JSON.stringify(value)) }
}

/** Every scalar of an event's data, present or not, that a correction can name. */
export function leaves(fields: Field[], data: JsonObject | undefined, base = '/data', label = ''): { path: string; label: string; field: Field; value: Json | undefined }[] {
  return fields.filter((f) => !f.derived).flatMap((f) => {
    const value = data?.[f.name]
    const path = join(base, f.name)
    const name = label ? `${label} › ${say(f)}` : say(f)
    if (f.list) {
      const items = Array.isArray(value) ? value : []
      return items.flatMap((item, i) => (f.kind === 'object' ? leaves(f.fields ?? [], item as JsonObject, join(path, i), `${name} ${i + 1}`) : [{ path: join(path, i), label: `${name} ${i + 1}`, field: { ...f, list: false }, value: item }]))
    }
    if (f.kind === 'geometry') return []
    if (f.kind === 'object') return leaves(f.fields ?? [], value as JsonObject | undefined, path, name)
    return [{ path, label: name, field: f, value }]
  })
}
