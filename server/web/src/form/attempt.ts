// One attempt to record has one idempotency key: kept while the same content is
// sent again because no answer came, new as soon as the content is another.
import { attemptKey } from '@/core/api'
import type { Fact } from '@/core/types'

export class Attempt {
  private content = ''
  private key = ''

  constructor(private readonly draw: () => string = attemptKey) {}

  /** The key under which this fact is sent for this parcel. */
  keyFor(parcel: string | null, fact: Fact): string {
    const content = JSON.stringify([parcel, fact])
    if (content !== this.content) {
      this.content = content
      this.key = this.draw()
    }
    return this.key
  }

  /** After an accepted answer the same content would be a new fact. */
  accepted(): void {
    this.content = ''
  }
}
