/** Places near those wanted (ascending) that keep the gap: whoever stands too close joins a cluster around the middle of what its members wanted. */
export function apart(wanted: readonly number[], gap: number): number[] {
  const clusters: { middle: number; size: number }[] = []
  for (const y of wanted) {
    let cluster = { middle: y, size: 1 }
    for (let last = clusters.at(-1); last && top(cluster, gap) - bottom(last, gap) < gap; last = clusters.at(-1)) {
      const size = last.size + cluster.size
      cluster = { middle: (last.middle * last.size + cluster.middle * cluster.size) / size, size }
      clusters.pop()
    }
    clusters.push(cluster)
  }
  return clusters.flatMap((c) => Array.from({ length: c.size }, (_, i) => top(c, gap) + i * gap))
}

const top = (c: { middle: number; size: number }, gap: number) => c.middle - ((c.size - 1) * gap) / 2
const bottom = (c: { middle: number; size: number }, gap: number) => c.middle + ((c.size - 1) * gap) / 2
