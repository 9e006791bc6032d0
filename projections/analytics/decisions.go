package analytics

import (
	"context"
	"sync"

	"taizhang/domain"
)

// decisionsMax bounds what is remembered; beyond it everything is forgotten.
const decisionsMax = 256

// decisions remembers what was released, for finding the enterprises behind the figures
// takes longer than the figures. A decision rests on figures and reports, and, below the
// city, on where land lies: it holds until one of them changes.
type decisions struct {
	mu   sync.Mutex
	made map[decision]map[int]release
}

// A decision is what was asked, and the last event that could have changed the answer.
type decision struct {
	of       domain.Quantity
	from, to int
	reach    domain.Reach
	least    int // enterprises behind a figure
	changed  uint64
}

func (d *decisions) get(of decision) (map[int]release, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	made, ok := d.made[of]
	return made, ok
}

func (d *decisions) put(of decision, made map[int]release) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.made == nil || len(d.made) >= decisionsMax {
		d.made = make(map[decision]map[int]release)
	}
	d.made[of] = made
}

// forget is for tables that are filled anew.
func (d *decisions) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.made = nil
}

// stakesChanged is the ordinal of the last record that what a decision rests on may have
// changed with, as far as the question knows the log.
func (a *Analytics) stakesChanged(ctx context.Context, q question) (last uint64, err error) {
	if q.audience.Reach != domain.Everywhere {
		return q.head.records, nil
	}
	err = a.conn.QueryRow(ctx, stakesChangedSQL, q.args()...).Scan(&last)
	return last, err
}

const stakesChangedSQL = `SELECT max(last) FROM (
	SELECT max(ordinal) AS last FROM figures WHERE ordinal < {records:UInt64}
	UNION ALL SELECT max(ordinal) FROM operation_reports WHERE ordinal < {records:UInt64})`
