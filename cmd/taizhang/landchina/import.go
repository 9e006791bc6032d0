package landchina

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"taizhang"
	"taizhang/domain"
)

// rowsAtOnce is how many rows are recorded at the same time, so that a store can
// make them durable together.
const rowsAtOnce = 64

// A Recorder is the ledger, here or behind the network, on behalf of one officer.
type Recorder interface {
	// Record decides and appends the facts, all or none. repeated says that the
	// request had happened before. Errors wrap domain.ErrInvalid,
	// domain.ErrRefused, domain.ErrDenied, taizhang.ErrRequestReused or what keeps the
	// ledger from answering.
	Record(ctx context.Context, id domain.ParcelID, key string, facts ...domain.Fact) (repeated bool, findings []domain.Finding, err error)
	// Check is Record that writes nothing. It need not know earlier requests.
	Check(ctx context.Context, id domain.ParcelID, key string, facts ...domain.Fact) (repeated bool, findings []domain.Finding, err error)
}

// Options say how a file is imported.
type Options struct {
	Recorder   Recorder
	Quarantine io.Writer // takes the rows that were not accepted, as CSV; nil when nobody wants them
	// DryRun decides every row and records none. A row whose parcel is in the
	// ledger counts as repeated: whether its content is still the same is only
	// compared when it is recorded.
	DryRun bool
	// Progress is called now and then, from one goroutine, with the rows done and
	// the bytes read; nil for none.
	Progress func(rows int, bytes int64)
	// Verdict is called for every row in the order of the file; nil for none.
	Verdict func(Verdict)
}

// A Verdict is how a row ended: accepted, with what findings, or quarantined with
// what problems.
type Verdict struct {
	Row      Row
	Parcel   domain.ParcelID
	Facts    int
	Repeated bool // the row was in the ledger before
	Findings []domain.Finding
	Problems []*Problem
}

// Accepted says that the ledger holds the row (or would, in a dry run).
func (v Verdict) Accepted() bool { return len(v.Problems) == 0 }

// A Summary counts rows: every row is in exactly one of Clean, WithFindings and
// Quarantined.
type Summary struct {
	Rows         int
	Clean        int
	WithFindings int
	Quarantined  int
	Repeated     int            // of the accepted ones, in the ledger before
	Events       int            // newly recorded (in a dry run: that would be)
	Findings     map[string]int // accepted rows by rule
	Problems     map[string]int // quarantined rows by reason
}

// Accepted counts the rows that the ledger holds.
func (s Summary) Accepted() int { return s.Clean + s.WithFindings }

// Import brings every row of the file into the ledger or into the quarantine. It
// can be killed and run again: rows that were recorded are found again by their
// identity, and nothing is recorded twice.
//
// A file that is not UTF-8 or has other columns is refused with a *Problem and
// changes nothing. An error of the ledger or the reader stops the import; what
// was recorded stays, and the summary counts the rows that have a verdict.
func Import(ctx context.Context, r io.Reader, o Options) (Summary, error) {
	in, err := newReader(r)
	if err != nil {
		return Summary{}, fmt.Errorf("import supply results: %w", err)
	}
	run := &run{Options: o, seen: make(map[domain.ParcelID]string)}
	run.sum.Findings, run.sum.Problems = make(map[string]int), make(map[string]int)
	if o.Quarantine != nil {
		run.quarantine = newQuarantine(o.Quarantine)
	}
	for done := false; !done; {
		var batch []*pending
		if batch, done, err = run.read(in); err != nil {
			return run.sum, fmt.Errorf("import supply results: line %d: %w", in.line, err)
		}
		if err := run.record(ctx, batch); err != nil {
			return run.sum, fmt.Errorf("import supply results: %w", err)
		}
		if o.Progress != nil {
			o.Progress(run.sum.Rows, in.bytes)
		}
	}
	return run.sum, nil
}

// run is one import under way.
type run struct {
	Options
	sum        Summary
	quarantine *quarantine
	seen       map[domain.ParcelID]string // the request of each identity in this file
}

// pending is a row on its way to a verdict.
type pending struct {
	Verdict
	supply Supply
	err    error // that stops the import
}

// read takes the next rows. Two of them never share an identity, so that rows
// recorded at once cannot overtake each other.
func (r *run) read(in *reader) (batch []*pending, done bool, err error) {
	for len(batch) < rowsAtOnce {
		row, problem, err := in.next()
		if err == io.EOF {
			return batch, true, nil
		}
		if err != nil {
			return batch, false, err
		}
		p := &pending{Verdict: Verdict{Row: row}}
		if problem != nil {
			p.Problems = []*Problem{problem}
		} else {
			p.supply, p.Problems = Understand(row)
			r.claim(p)
		}
		batch = append(batch, p)
	}
	return batch, false, nil
}

// claim settles two rows of one file that claim one identity: the first stands.
// The same row again is a repeat; another content is a problem.
func (r *run) claim(p *pending) {
	if !p.Accepted() {
		return
	}
	p.Parcel, p.Facts = p.supply.Parcel, len(p.supply.Facts)
	key, claimed := r.seen[p.Parcel]
	switch {
	case !claimed:
		r.seen[p.Parcel] = p.supply.Key
	case key == p.supply.Key:
		p.Repeated = true
	default:
		p.Problems = []*Problem{otherContent(p.Row)}
	}
}

func otherContent(row Row) *Problem {
	return &Problem{Row: row.Line, Reason: "parcel.otherContent"}
}

// record gives every row of the batch its verdict and reports them in order.
func (r *run) record(ctx context.Context, batch []*pending) error {
	var wg sync.WaitGroup
	for _, p := range batch {
		if p.Accepted() && !p.Repeated {
			wg.Go(func() { r.ask(ctx, p) })
		}
	}
	wg.Wait()
	for _, p := range batch {
		if p.err != nil {
			return fmt.Errorf("line %d: %w", p.Row.Line, p.err)
		}
		if err := r.report(p.Verdict); err != nil {
			return err
		}
	}
	return nil
}

// ask puts one row to the ledger. The key names the row's very content, so a key
// that was used is this row, recorded by another officer; a refused registration
// is a parcel that another content opened.
func (r *run) ask(ctx context.Context, p *pending) {
	call := r.Recorder.Record
	if r.DryRun {
		call = r.Recorder.Check
	}
	var err error
	p.Repeated, p.Findings, err = call(ctx, p.supply.Parcel, p.supply.Key, p.supply.Facts...)
	refused, isRefused := errors.AsType[*domain.Refused](err)
	denied, isDenied := errors.AsType[*domain.Denied](err)
	invalid, isInvalid := errors.AsType[*domain.Invalid](err)
	switch {
	case err == nil:
	case errors.Is(err, taizhang.ErrRequestReused):
		p.Repeated = true
	case isRefused && opened(refused.Problems) && r.DryRun:
		p.Repeated = true
	case isRefused && opened(refused.Problems):
		p.Problems = []*Problem{otherContent(p.Row)}
	case isRefused:
		p.Problems = ledgerProblems(p.Row, refused.Problems)
	case isDenied && elsewhere(denied.Problems):
		p.Problems = ledgerProblems(p.Row, denied.Problems)
	case isInvalid:
		p.Problems = ledgerProblems(p.Row, invalid.Problems)
	default:
		p.err = err
	}
}

// elsewhere says that the row is of a place that is not the officer's. Any other denial
// is of the officer, and ends the import.
func elsewhere(problems []domain.Problem) bool {
	return slices.ContainsFunc(problems, func(p domain.Problem) bool { return p.Rule == "competence.scope" })
}

// opened says that the ledger refused the registration because of the parcel's
// stage: it has been registered before.
func opened(problems []domain.Problem) bool {
	for _, p := range problems {
		if p.Path == "/0/type" && p.Rule == "stage" {
			return true
		}
	}
	return false
}

// ledgerProblems are the ledger's own reasons, at their places in the facts.
func ledgerProblems(row Row, problems []domain.Problem) []*Problem {
	list := make([]*Problem, len(problems))
	for i, p := range problems {
		list[i] = &Problem{Row: row.Line, Reason: p.Rule, Detail: p.Path + " " + p.ZH}
	}
	return list
}

// report counts the row and writes it into the quarantine where it belongs there.
func (r *run) report(v Verdict) error {
	r.sum.Rows++
	switch {
	case !v.Accepted():
		r.sum.Quarantined++
		r.count(r.sum.Problems, len(v.Problems), func(i int) string { return v.Problems[i].Reason })
	case len(v.Findings) > 0:
		r.sum.WithFindings++
		r.count(r.sum.Findings, len(v.Findings), func(i int) string { return v.Findings[i].Rule })
	default:
		r.sum.Clean++
	}
	switch {
	case v.Accepted() && v.Repeated:
		r.sum.Repeated++
	case v.Accepted():
		r.sum.Events += v.Facts
	}
	if r.Verdict != nil {
		r.Verdict(v)
	}
	if r.quarantine == nil || v.Accepted() {
		return nil
	}
	return r.quarantine.write(v)
}

// count adds a row once to each of its reasons.
func (r *run) count(by map[string]int, n int, name func(int) string) {
	once := make(map[string]bool, n)
	for i := range n {
		if !once[name(i)] {
			once[name(i)] = true
			by[name(i)]++
		}
	}
}
