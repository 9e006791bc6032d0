// A real browser on a real server: what the browser tests and the pictures share.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, selectors } from 'playwright-core'

selectors.setTestIdAttribute('data-test')

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const CHROMIUM = process.env.TAIZHANG_CHROMIUM ?? '/usr/bin/chromium'

/** Launches chromium; one launch in many gives nothing, so it is tried twice. */
export async function launch() {
  const options = { executablePath: CHROMIUM, args: FLAGS, timeout: 30_000 }
  return chromium.launch(options).catch(() => chromium.launch(options))
}

/** Waits until look(page) is truthy and returns it. The pages forbid eval, so playwright's own waiting for functions cannot be used. */
export async function until(what, look, timeout = 15_000) {
  const end = Date.now() + timeout
  let last
  while (Date.now() < end) {
    try {
      const value = await look()
      if (value) return value
      last = value
    } catch (error) {
      last = error
    }
    await sleep(50)
  }
  throw new Error(`${what}: not within ${timeout} ms (last: ${last instanceof Error ? last.message.split('\n')[0] : JSON.stringify(last)})`)
}

function run(binary, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let out = ''
    child.stdout.on('data', (d) => (out += d))
    child.stderr.on('data', (d) => (said = (said + d).slice(-4000)))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`${binary} ${args.join(' ')} ended with ${code}: ${said}`))))
  })
}

/** A generated demo city in a fresh directory, served on a free port; restart keeps the port. */
export class Server {
  constructor(binary, data) {
    this.binary = binary
    this.data = data
    this.listen = '127.0.0.1:0'
  }

  static async demo(binary = process.env.TAIZHANG_BIN, { parcels = 300, years = 6, seed = 1 } = {}) {
    if (!binary) throw new Error('TAIZHANG_BIN names no binary')
    const data = mkdtempSync(join(tmpdir(), 'taizhang-web-'))
    await run(binary, ['demo', '--parcels', String(parcels), '--years', String(years), '--seed', String(seed), '--data', data])
    return new Server(binary, data)
  }

  /** An empty real ledger; see firstToken. */
  static real(binary = process.env.TAIZHANG_BIN) {
    return new Server(binary, mkdtempSync(join(tmpdir(), 'taizhang-web-')))
  }

  /** The token of the first administrator, which the first start left in a file of its own. */
  firstToken() {
    return readFileSync(join(this.data, 'admin.token'), 'utf8').trim()
  }

  async start() {
    this.child = spawn(this.binary, ['serve', '--listen', this.listen, '--data', this.data], { stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const hear = (d) => (said = (said + d).slice(-8000))
    this.child.stdout.on('data', hear)
    this.child.stderr.on('data', hear)
    const ended = new Promise((resolve) => this.child.once('close', resolve))
    this.ended = ended
    this.url = await until(`the server prints its address (it said: ${said})`, () => {
      if (this.child.exitCode !== null) throw new Error(`serve ended with ${this.child.exitCode}: ${said}`)
      return /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
    }, 60_000)
    this.listen = this.url.replace('http://', '')
    await until('the server has caught up', async () => (await (await fetch(`${this.url}/healthz`)).json()).live === 'ok', 60_000)
    return this.url
  }

  async stop(signal = 'SIGTERM') {
    this.child.kill(signal)
    await this.ended
  }

  async remove() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.stop('SIGKILL')
    rmSync(this.data, { recursive: true, force: true })
  }
}
