package main

// pageHead and pageMethod are what stands before and after the tables.
const pageHead = `# Benchmarks: the embedded store beside its peers

Written by ` + "`make bench ROUNDS=%d SECONDS=%g`" + ` on %s (it took %s). Do not edit: run it again.

Machine: %d × %s, %.0f GiB, %s, %s; %s, %s. A write of 800 bytes and its fdatasync took
p50 %.2f ms, p99 %.2f ms before and p50 %.2f ms, p99 %.2f ms after; load average %s before
and %s after. %d of %d pieces of work began on a machine that was at rest. On a shared machine absolute
numbers move by a factor of two from hour to hour; the ratios are taken round by round and move less.
`

const pageMethod = `
## Method

Every engine does the same work on the same events with the same durability: an append checks the expected
revision of its stream and is on stable storage when it returns.

- **Events**: %d events of a demo city of %d parcels, as the write path stores them: %d bytes of data and %d of
  metadata on average, %d together. In blocks of 16 KiB they compress %.1f times with Snappy and %.1f times with
  zstd, for digests, salts, codes and amounts have the entropy of real ones. They are used over and over, each
  time with a new ID; no engine compresses across the distance.
- **Append**: 1, 16 or 64 writers, each with streams of its own, each waiting for its answer before the next
  single event. **Import**: commits of 1,000 events on 20 new streams, at most 200 a round. **Replay**: the
  whole log in its order, every event decoded. **One stream**: 4 readers read streams of 50 events whole, at random.
- **Turns**: each engine lives in a process of its own; each kind of work goes round all engines before the
  next, and each round begins with another engine. Before each piece of work the harness waits, at most 1 s, until
  the machine is at rest, so nobody pays for the background work of another. Stores grow over the rounds.
- **Syncs** are counted by strace in a run of their own of 1 s for each kind of work, background syncs included.
- **Space**: the store is closed, opened, left until it is at rest, and closed; then its files are measured, with
  and without the write-ahead log, less what the empty store had.
- **Group commit**: Taizhang, PostgreSQL and JetStream commit as they do by themselves. The segment file, bbolt,
  SQLite and immudb get the harness's group committer, which is faster for them than what they have, and which
  keeps all revisions in memory, so that they never look one up: both favour the peers.
- **The physical limit** is a file of checksummed frames, preallocated, one fdatasync for each group, with its index in
  memory: what a disk allows to something that has no tables, no compression and nothing to look up on disk.
- **PostgreSQL** runs on a socket of its own with fsync, full_page_writes and synchronous_commit on, 256 MB of
  buffers and 4 GB of log before a checkpoint; appends call a function that checks the revision and inserts. The
  second variant takes a lock so that the order of all streams has no gaps and no latecomers, which is what the
  log of Taizhang always has. **JetStream** syncs always and checks the last sequence of the subject; an import is
  its atomic batch; one stream is read by direct get. **immudb** syncs every millisecond, the shortest that it allows
  without spinning, and hashes everything into its tree besides.

## What this does not show

- Hours of load: compactions of a store of a hundred million events, vacuum, checkpoints under pressure.
- A network: PostgreSQL is over a local socket, the others are inside the process. A server of its own has other
  virtues: several clients, replicas.
- Power loss: what each engine promises about it is counted in syncs here and shown by tests elsewhere, for ours only.
- PostgreSQL's COPY, which imports faster than a function but checks no revision.
- EventStoreDB, which does not run here.
- Other machines. Run it on yours: ` + "`make bench`" + `; ` + "`DIR=/path`" + ` chooses the disk, ` + "`ROUNDS`" + ` and ` + "`SECONDS`" + ` the length.
`
