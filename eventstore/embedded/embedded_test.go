package embedded_test

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore/embedded"
	"taizhang/eventstore/eventstoretest"
)

// TestStore runs the suite over memory files: the code is the same, and the disk
// is tested by the crash tests.
func TestStore(t *testing.T) {
	files := make(map[eventstoretest.Store]vfs.FS)
	open := func(t testing.TB, fs vfs.FS) eventstoretest.Store {
		s, err := embedded.Open("log", embedded.Options{FS: fs, CacheBytes: 8 << 20})
		if err != nil {
			t.Fatal(err)
		}
		files[s] = fs
		return s
	}
	eventstoretest.Run(t, eventstoretest.Backend{
		Open: func(t testing.TB) eventstoretest.Store { return open(t, vfs.NewMem()) },
		Reopen: func(t testing.TB, s eventstoretest.Store) eventstoretest.Store {
			fs := files[s]
			delete(files, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, fs)
		},
		Together: true,
	})
}
