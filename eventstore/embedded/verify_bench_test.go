package embedded

import (
	"fmt"
	"testing"

	"taizhang/eventstore"
)

// BenchmarkVerify reads a closed store of 200,000 records from disk.
func BenchmarkVerify(b *testing.B) {
	dir := b.TempDir()
	s := mustOpen(b, dir, Options{})
	const streams, size = 200, 1000
	for n := range streams {
		stream := fmt.Sprintf("parcel-%d", n)
		if _, err := s.Append(b.Context(), stream, eventstore.NoStream, batch(stream, 0, size)...); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n, err := Verify(b.Context(), dir, Options{}, Checker{Fault: func(err error) { b.Error(err) }})
		if err != nil || n != streams*size {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(b.N*streams*size)/b.Elapsed().Seconds(), "records/s")
}
