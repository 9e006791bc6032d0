// Package esdb is the event log in an EventStoreDB or KurrentDB cluster, reached
// through EventStore-Client-Go.
package esdb
