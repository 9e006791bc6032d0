package memory_test

import (
	"testing"

	"taizhang/eventstore/eventstoretest"
	"taizhang/eventstore/memory"
)

func TestStore(t *testing.T) {
	eventstoretest.Run(t, eventstoretest.Backend{
		Open:     func(testing.TB) eventstoretest.Store { return memory.New() },
		Together: true,
	})
}
