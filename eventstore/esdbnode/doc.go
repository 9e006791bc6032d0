// Package esdbnode serves the EventStoreDB gRPC protocol over any Store of ours,
// so that clients and tools made for EventStoreDB can read a ledger.
package esdbnode
