package server

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"taizhang/domain"
	"taizhang/eventstore/embedded"
)

const (
	benchClients = 64
	benchParcels = 512
	benchEvents  = 24    // on each parcel before the clock starts
	benchFloor   = 3_000 // requests/s that are promised, on two cores
)

// BenchmarkRecord measures HTTP record requests with validation on, over the
// embedded store, from 64 clients on keep-alive connections, on parcels that hold
// at least 20 events. Client and server share the machine. It prints the machine's
// own fsync time, without which the number says nothing.
func BenchmarkRecord(b *testing.B) {
	dir := b.TempDir()
	fsync := fsyncTime(b, dir)
	store, err := embedded.Open(filepath.Join(dir, "log"), embedded.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	r := newRig(b, store, domain.Demo)
	defer r.stop()
	paths, tokens := benchCity(b, r), benchOfficers(b, r)
	var next atomic.Int64
	latencies := make([][]time.Duration, benchClients)
	used := cpuTime(b)
	b.ResetTimer()
	var wg sync.WaitGroup
	for i := range benchClients {
		wg.Go(func() {
			c := dialBench(b, r, tokens[i])
			defer c.conn.Close()
			for {
				n := next.Add(1)
				if n > int64(b.N) {
					return
				}
				start := time.Now()
				c.record(b, paths[int(n)%len(paths)], n)
				latencies[i] = append(latencies[i], time.Since(start))
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	all := slices.Concat(latencies...)
	slices.Sort(all)
	rate := float64(b.N) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "requests/s")
	b.ReportMetric(rate/benchFloor, "x-floor")
	b.ReportMetric(float64(all[len(all)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64((cpuTime(b)-used).Microseconds())/float64(b.N), "cpu-µs/request")
	b.ReportMetric(float64(fsync.Microseconds()), "fsync-µs")
	b.ReportMetric(0, "ns/op")
}

// benchCity records parcels in operation, some past the events that the floor asks
// for.
func benchCity(b *testing.B, r *rig) []string {
	paths := make([]string, benchParcels)
	var wg sync.WaitGroup
	for worker := range benchClients {
		wg.Go(func() {
			for n := worker; n < benchParcels; n += benchClients {
				fact := registration(n + 1)
				facts := []domain.Fact{fact, survey("2024-04-01"), inUse("2024-05-01")}
				for k := range benchEvents - len(facts) {
					facts = append(facts, checked(domain.Date("2024-06-01").AddDays(k), k))
				}
				id := identity(b, fact)
				if _, err := r.ledger.Record(context.Background(), id, "city", surveyor, facts...); err != nil {
					b.Error(err)
					return
				}
				paths[n] = "/api/v1/parcels/" + id.String() + "/events"
			}
		})
	}
	wg.Wait()
	return paths
}

// A benchClient speaks HTTP/1.1 on one connection, no more than it must: the
// server is measured, not the client.
type benchClient struct {
	conn   net.Conn
	in     *bufio.Reader
	prefix string
	out    []byte
}

// benchOfficers gives each client an officer with an authority in the ledger: what one may
// ask for is limited, and whoever asks is looked up at every request.
func benchOfficers(b *testing.B, r *rig) (tokens [benchClients]string) {
	for i := range tokens {
		subject := fmt.Sprint("bench-", i)
		r.grant(subject, domain.AuthorityGranted{Role: domain.RoleOfficer, View: domain.Code(domain.ViewInternal), Department: "IIT", Level: "CITY"})
		var err error
		if tokens[i], _, err = r.tokens.Issue(subject, ""); err != nil {
			b.Fatal(err)
		}
	}
	return tokens
}

func dialBench(b *testing.B, r *rig, token string) *benchClient {
	host := strings.TrimPrefix(r.base, "http://")
	conn, err := net.Dial("tcp", host)
	if err != nil {
		b.Error(err)
		return nil
	}
	return &benchClient{conn: conn, in: bufio.NewReader(conn), prefix: " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token +
		"\r\nContent-Type: application/json\r\nIdempotency-Key: b"}
}

const benchReport = `{"type":"OperationReported","occurredOn":"%s","data":{"enterprise":{"name":"甲公司","uscc":"91350100M000100Y43"},"period":"%s","basis":"PERIOD","status":"FINAL","source":"STA","industry":"C3660","allocation":"SINGLE","share":"1","output":%d,"taxPaid":50000,"employeesAvg":120},"evidence":[{"docNo":"津统〔2025〕%d号"}]}`

// record posts one operation report and expects 201.
func (c *benchClient) record(b *testing.B, path string, n int64) {
	day := domain.Date("2024-08-01").AddDays(int(n / benchParcels % 700))
	period := fmt.Sprintf("%dQ%d", 1990+n/4%100, n%4+1)
	if period > "2024" {
		period = "2023Q1"
	}
	body := fmt.Sprintf(benchReport, day, period, 1_000_000+n, n)
	c.out = append(c.out[:0], "POST "...)
	c.out = append(c.out, path...)
	c.out = append(c.out, c.prefix...)
	c.out = strconv.AppendInt(c.out, n, 10)
	c.out = append(c.out, "\r\nContent-Length: "...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	_, err := c.conn.Write(c.out)
	if err == nil {
		err = c.answer()
	}
	if err != nil {
		b.Error(err)
	}
}

func (c *benchClient) answer() error {
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusCreated {
		err = errors.New(res.Status + " " + string(body))
	}
	return err
}

// cpuTime is what this process has used: server and clients together. Unlike the
// rate it does not depend on what else the machine does.
func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// fsyncTime is the median time to make 512 appended bytes durable.
func fsyncTime(b *testing.B, dir string) time.Duration {
	file, err := os.Create(filepath.Join(dir, "fsync"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	block := make([]byte, 512)
	var times []time.Duration
	for range 200 {
		start := time.Now()
		if _, err := file.Write(block); err != nil {
			b.Fatal(err)
		}
		if err := file.Sync(); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times[len(times)/2]
}
