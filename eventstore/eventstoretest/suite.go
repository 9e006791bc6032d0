// Package eventstoretest holds the promises of [eventstore.Store] in executable
// form. Every store passes [Run]; a store that keeps more promises than others,
// such as outliving its process, says so in its [Backend] and is tested for them.
//
// The package also has [Flaky], a store that fails when told to.
package eventstoretest

import (
	"testing"
	"time"

	"taizhang/eventstore"
)

// A Store is what the suite tests: the contract, and Close.
type Store interface {
	eventstore.Store
	Close() error
}

// A Backend makes the stores under test.
type Backend struct {
	// Open returns an empty store. The suite closes it.
	Open func(t testing.TB) Store
	// Reopen closes a store that Open returned and opens what it left behind.
	// It is nil for stores that end with their process.
	Reopen func(t testing.TB, s Store) Store
	// Together says that the stores are [eventstore.MultiAppender]s. Those
	// that are not must say so too.
	Together bool

	// patience ends a check that waits for what never comes; 0 means a
	// minute. No check passes or fails by time otherwise.
	patience time.Duration
}

// A check is one promise. The name says what holds.
type check struct {
	name string
	run  func(t testing.TB, b Backend)
}

// A section is a chapter of the contract.
type section struct {
	name   string
	checks []check
}

func sections(b Backend) []section {
	all := []section{
		{"limits", limitChecks},
		{"append", appendChecks},
		{"atomic", atomicChecks},
		{"repeat", repeatChecks},
		{"read", readChecks},
		{"bytes", byteChecks},
		{"names", nameChecks},
		{"follow", followChecks},
		{"concurrent", concurrentChecks},
		{"during", duringChecks},
		{"unknown", unknownChecks},
		{"close", closeChecks},
		{"model", modelChecks},
		{"linear", linearChecks},
	}
	if b.Together {
		all = append(all, section{"together", togetherChecks})
	} else {
		all = append(all, section{"alone", aloneChecks})
	}
	if b.Reopen != nil {
		all = append(all, section{"reopen", reopenChecks})
	}
	return all
}

// Run tests a store against every promise.
func Run(t *testing.T, b Backend) {
	t.Logf("%d checks", count(b))
	for _, section := range sections(b) {
		t.Run(section.name, func(t *testing.T) {
			for _, c := range section.checks {
				t.Run(c.name, func(t *testing.T) { c.run(t, b) })
			}
		})
	}
}

// count is the number of checks a store has to pass.
func count(b Backend) (n int) {
	for _, section := range sections(b) {
		n += len(section.checks)
	}
	return n
}
