// Data that follows the ledger: read at once, again when events come, and when the
// link comes back.
import { onUnmounted, ref, shallowRef, type Ref } from 'vue'
import { useEvents } from './live'
import { Refused } from './api'
import type { FeedItem } from './types'

/** However many events come, a figure is read again at most so often. */
const AT_MOST_EVERY_MS = 1500

export interface Fresh<T> {
  value: Ref<T | null>
  problem: Ref<Refused | null>
  /** When the value was read, by this machine's clock. */
  at: Ref<number>
  reload: () => void
}

/** Reads with load now and after events that concern says matter. A late answer never replaces a newer one. */
export function useFresh<T>(load: (signal: AbortSignal) => Promise<T>, concern: (items: FeedItem[]) => boolean = () => true): Fresh<T> {
  const value = shallowRef<T | null>(null)
  const problem = shallowRef<Refused | null>(null)
  const at = ref(0)
  let running: AbortController | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined
  let last = 0

  async function read(): Promise<void> {
    last = Date.now()
    running?.abort()
    const mine = (running = new AbortController())
    try {
      const answer = await load(mine.signal)
      if (mine !== running) return
      value.value = answer
      problem.value = null
      at.value = Date.now()
    } catch (error) {
      if (mine === running && !mine.signal.aborted && error instanceof Refused) problem.value = error
    }
  }

  function soon(): void {
    waiting ??= setTimeout(() => {
      waiting = undefined
      void read()
    }, Math.max(50, last + AT_MOST_EVERY_MS - Date.now()))
  }

  useEvents((items) => concern(items) && soon(), soon)
  onUnmounted(() => {
    clearTimeout(waiting)
    running?.abort()
    running = undefined
  })
  void read()
  return { value, problem, at, reload: () => void read() }
}
