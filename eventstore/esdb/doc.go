// Package esdb is the event log in an EventStoreDB or KurrentDB cluster, reached
// through EventStore-Client-Go v4.2.0. It keeps the promises of
// [taizhang/eventstore] as far as the server keeps its own: a server set to
// acknowledge before it flushes loses what it acknowledged, and nobody here can know.
// One server holds one ledger, and nothing else but its own system streams.
//
// # Append
//
// Every append names the exact revision it expects and carries the caller's event
// IDs; the server then stores it once, however often it is sent. What became of an
// append whose answer was lost is found out by reading the stream, never guessed.
// When the events are not there, the very same append is sent again. A conflict is
// reported only when the server says so and the stream does not hold the very
// events given.
//
// # Reading
//
// A [eventstore.Position] is the commit position of the record in 16 hexadecimal
// digits; servers of today have the prepare position equal to it, and what is
// otherwise is refused. Streams whose name begins with $ are the server's own and are
// left out on the server. A follower resumes after the last record it has seen, at
// that record's own position, and makes sure first that the record is still there; a
// checkpoint's position is never used. When it is not there, the server has lost what it
// had served: the store then refuses everything but reading. A revision that is missing, comes twice or in
// the wrong order is [eventstore.ErrDamaged]: deleted, truncated or scavenged events
// are damage to a ledger.
//
// # What is done about the client
//
// A client that cannot find a server is closed for ever, and its callers may then
// block without regard to their contexts: every call runs in a goroutine of its
// own, bounded by the caller's context, and a supervisor makes a new client, with
// back-off. While there is none, calls fail within half a second.
//
// Some unexpected messages make it panic: the panic is an error here. An event whose
// time of creation is not a number makes it call log.Fatalf; [Open] wraps the output
// of package log so that this becomes a panic, too. A process that calls
// log.SetOutput afterwards takes this guard away.
//
// It drops credentials without a word when the connection is not encrypted, or when
// there is no password: such connection strings are refused. It never tells the
// server that it wants the leader: the only preference taken is the leader.
//
// # What cannot be helped
//
// A node that names a leader that cannot be reached makes the client forget to close
// the connection it tried: that is left until the process ends, one each time. A
// goroutine in a search for servers ends when that search does, after the gossip
// timeout of the connection string, not when the store is closed. Closing a client
// while a call of it is blocked is how that call is ended; the race detector reports
// it.
package esdb
