// A server that has just started answers before it has folded the whole ledger, and
// refuses what needs all of it. What asks for that waits here, however many ask:
// one question a second, until the server has caught up.
import { reactive, readonly } from 'vue'

const ASK_MS = 1000

const state = reactive<{ /** Share of the ledger that is folded; null when all of it is. */ share: number | null }>({ share: null })
export const catchUp = readonly(state)

let waiting: Promise<void> | undefined

/** Resolves once the server has caught up. A server that does not answer is asked again. */
export function caughtUp(): Promise<void> {
  waiting ??= wait().finally(() => (waiting = undefined))
  return waiting
}

async function wait(): Promise<void> {
  for (state.share ??= 0; ; await new Promise((resolve) => setTimeout(resolve, ASK_MS))) {
    const share = await folded().catch(() => state.share)
    state.share = share
    if (share === null) return
  }
}

/** How much of the ledger the server has folded; null for all of it. */
async function folded(): Promise<number | null> {
  const response = await fetch('/api/v1/ledger')
  if (!response.ok) throw new Error(String(response.status))
  const { live } = (await response.json()) as { live: { state: string; share?: number } }
  return live.state === 'catching_up' ? (live.share ?? 0) : null
}
