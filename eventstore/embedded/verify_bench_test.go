package embedded

import "testing"

// BenchmarkVerify reads a closed store from disk.
func BenchmarkVerify(b *testing.B) {
	const streams = 10_000
	x := newBench(b, streams)
	if err := x.store.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		n, err := Verify(b.Context(), x.store.dir, Options{}, Checker{Fault: func(err error) { b.Error(err) }})
		if err != nil || n != streams*benchEach {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(b.N*streams*benchEach)/b.Elapsed().Seconds(), "records/s")
}
