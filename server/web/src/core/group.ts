/** The items by key, in the order in which keys and items first come. */
export function groups<T>(items: readonly T[], key: (item: T) => string): [string, T[]][] {
  const byKey = new Map<string, T[]>()
  for (const item of items) {
    const group = byKey.get(key(item))
    if (group) group.push(item)
    else byKey.set(key(item), [item])
  }
  return [...byKey]
}
