// Package esdbnode serves the EventStoreDB gRPC protocol over any Store of ours,
// so that clients and tools made for EventStoreDB can read a ledger, and so that
// the adapter eventstore/esdb is tested over the wire.
//
// # What it serves
//
// Reads of a stream and of $all, forwards and backwards; catch-up subscriptions
// to both, with confirmation, filters, checkpoints and caught-up; append and batch
// append; server features; gossip of a cluster of one.
//
// # What it refuses
//
// Appends, unless [Options].Append is set: the write path of the ledger owns them.
// Delete, tombstone and stream metadata always: a ledger forgets nothing.
// Persistent subscriptions, projections, users and operations do not exist here and
// are answered Unimplemented. There are no links, and no system streams.
//
// # Where it differs from an EventStoreDB server
//
// A position is the Store's own, 16 hex digits, and commit equals prepare. Any
// position is a good one to read from: the node goes to the next record. So it must
// be for the Store: Follow takes every number up to its end, as the embedded store
// and the one in memory do, and the one on an EventStoreDB server does not.
//
// Expected revisions Any and StreamExists are the exact revision that the node has
// just read, tried again when somebody else was faster, so an append repeated with
// them is stored twice; give the exact revision. An append without events is
// refused. Regular expressions of filters are RE2: no lookaround. The content type
// of an event is not stored: what is valid JSON is served as application/json. A
// caught-up is sent again whenever more than 32 records came at once.
package esdbnode
