package domain

// DecodeFact reads a fact from JSON as strictly as a ledger must: duplicate names,
// unknown names, wrong case, trailing data, invalid UTF-8, null, integers beyond
// ±(2^53-1) and missing required fields are refused. The error is an *Invalid
// with a JSON pointer for each place. derived fields and findings are refused
// in requests (stored=false) and read in stored events (stored=true).
func DecodeFact(data []byte, stored bool) (Fact, error) { panic("domain: to be written") }

// EncodeFact returns the canonical bytes of a fact (RFC 8785): the Data of its
// record, never encoded again.
func EncodeFact(f Fact) ([]byte, error) { panic("domain: to be written") }

// EventName returns the stored name of an event.
func EventName(e Event) string { return e.storedName() }
