package esdb

import (
	"testing"

	"taizhang/eventstore"
	"taizhang/eventstore/eventstoretest"
	"taizhang/eventstore/memory"
)

// A served store is one that this package reaches through a node, with the node and
// what is behind it.
type served struct {
	*Store
	rig *rig
}

// Close ends the node as well: the suite closes what it opened.
func (s served) Close() error {
	err := s.Store.Close()
	s.rig.stop()
	return err
}

func serve(t testing.TB, over eventstore.Store) served {
	r := rigOver(t, over).start()
	return served{r.open(Options{}), r}
}

// TestStore runs the whole contract over the wire. A store is opened again by a new
// node over what the one before served.
func TestStore(t *testing.T) {
	eventstoretest.Run(t, eventstoretest.Backend{
		Open: func(t testing.TB) eventstoretest.Store { return serve(t, memory.New()) },
		Reopen: func(t testing.TB, s eventstoretest.Store) eventstoretest.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return serve(t, s.(served).rig.store)
		},
	})
}
