// Package embedded is the event log in a directory: the default store, which
// needs no service beside the process. It keeps the promises of
// [taizhang/eventstore] on Pebble, the storage engine of CockroachDB, which gives
// it the write-ahead log, the tables, their checksums, compression and recovery.
// What is ours is the one order, the expected revisions, the group commit and
// when a record may be seen.
//
// # Keys
//
//	l <sequence: 8 bytes, big endian>                                  → record
//	i <length of name: 2 bytes> <stream name> <revision: 8 bytes>      → sequence: 8 bytes
//	m format                                                           → "taizhang-log-2 <identity of the store>"
//
// Sequences count from 1 without gaps; a [eventstore.Position] is one in 16
// hexadecimal digits. A gap is therefore damage and reported as such. A record is
//
//	version 2 | ID: 16 bytes | stream | type | data | meta | revision: 8 bytes | CRC-32C: 4 bytes
//
// where the four strings are preceded by their length (uvarint) and the checksum
// covers the identity of the store, all before it and the sequence. It is checked
// at every read, on top of Pebble's checksum of the block: it also finds a whole
// record in a wrong place, and one of another store. An index entry is checked against the record it leads to.
//
// # The order of things in an append
//
//  1. The records are encoded, and their checksums begun, outside any lock.
//  2. Under a short lock: the head of the stream, or of each of several, is
//     compared with the expected revision, counting appends still under way; the
//     records get their sequences and revisions and join the open group. This is
//     the one order.
//  3. When the group before has been applied, the group is closed and handed to
//     Pebble as one batch, which is written to the write-ahead log whole or not
//     at all.
//  4. Pebble syncs the log (fdatasync). Groups handed over meanwhile share the
//     next sync.
//  5. When the sync has succeeded and all earlier groups are visible, the
//     watermark moves and the appenders are answered. Readers never pass the
//     watermark, so nobody sees a record that a power cut could take back.
//
// If the process dies before step 4 the events may be there or not, all of an
// append or none; nobody was told. After step 4 they are there.
//
// # Failure
//
// A failed write or sync of the log poisons the store: nothing is acknowledged
// any more, appends answer [eventstore.ErrUnavailable], what was durable can
// still be read, and [Store.Failed] tells the owner to end the process. A sync is
// never tried again, for the system may answer the second with success after it
// dropped the pages of the first. What Pebble calls fatal has the same effect
// instead of ending the process without a word. The goroutines that met the
// failure stay where they are, so a failed store keeps its directory until the
// process ends.
//
// Below a reserve of free space (256 MiB, [Options]) appends are refused with
// [eventstore.ErrFull] before anything is written. Reading goes on, the store
// opens on a full disk, and appends are accepted again when there is space. A
// quarter of the reserve is set aside as a file, the ballast, which an opening
// gives back when there is not a byte left. While no table can be written appends
// are refused before memory runs out, and an opening gives up and says why.
//
// # Recovery
//
// Opening is the only way back. Pebble replays the write-ahead log up to its
// end, which may be torn by a crash. What was replayed is written to new tables
// and synced before the store is open, so nothing is served that exists only in
// the page cache of an earlier process. Then the last record is read in full and
// the next sequence follows from it. Nothing is truncated or mended by this
// package.
//
// # Damage
//
// Pebble alone takes a manifest for ended at the first bytes that do not match,
// and a log when nothing in a later block of 32 KiB says more; then it deletes
// what it thinks obsolete. So the files it is about to replay are read before it
// reads them, and nothing is deleted or overwritten until the store was found
// whole. Refused with [eventstore.ErrDamaged] and the name of the file are
//
//   - a log that breaks off where a chunk behind it tells of more synced bytes,
//     or that has later logs behind it;
//   - a record in a log that is of another store, out of order, or missing
//     before it, in the logs and where they follow on the tables;
//   - a manifest, or an end of the log, that is below the mark;
//   - a directory with records but without HEAD or its marker files.
//
// The mark is the file HEAD: the identity of the store, the last sequence known
// to be durable, and how much of which manifest was synced. It is written when
// the store opens and closes, every second while records come, and before
// anything is deleted that a newer manifest made obsolete.
//
// What remains: after a crash, damage to the bytes of the very last sync that
// came after the mark (no older than a second) cannot be told from a write that
// never happened. Nor can a whole directory that was put back from an earlier
// day; that needs a witness outside. A LOCK file deleted by hand lets a second
// process in.
//
// # Settings of Pebble and why
//
//	memtable           32 MiB, at most 4      bounds what a recovery replays, some 0.5 s
//	write-ahead log    fdatasync per group    recycled files, so a sync writes no metadata
//	format             TableFormatV6          checksum of the footer; log chunks that tell damage from a torn end
//	compression        MinLZ or Snappy        278 bytes a record of 750 (zstd: 182, for some 5 µs more CPU)
//	blocks             16 KiB                 a whole stream touches as many blocks as it has records
//	index blocks       256 KiB                one level of index per table
//	filters            Bloom, 10 bits a key   a stream that is new is known to be new without a read
//	block cache        64 MiB                 Options.CacheBytes
//	level-0 files      8 MiB, 4 to compact, stop at 1000   a burst of imports is not stalled
//	heads in memory    131,072 streams, some 20 MB   the others are read from the index
package embedded
