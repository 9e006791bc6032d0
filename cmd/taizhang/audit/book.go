package audit

import (
	"fmt"

	"taizhang/domain"
	"taizhang/eventstore"
)

// bookRecord checks one event of a book against what came before it.
func (a *auditor) bookRecord(id domain.BookID, rec eventstore.Record) {
	a.report.Counts["entries"]++
	b := a.books[id]
	if b == nil {
		b = domain.NewBook(id)
		a.books[id] = b
		if id.Kind == domain.PolicyBook {
			a.policy[id.Scope] = b
		}
	}
	if want := eventstore.Revision(len(b.Entries())); rec.Revision != want {
		a.fault(rec.Position, fmt.Sprintf("簿册 %s 缺第 %d 号，现为 %d", rec.Stream, want, rec.Revision), fmt.Sprintf("%s: revision %d where %d follows", rec.Stream, rec.Revision, want))
	}
	entry, meta, ok := a.entry(rec, b.Entries())
	if !ok {
		return
	}
	if meta.District != id.Scope.District {
		a.fault(rec.Position, "登记的行政区与簿册不符", "the district beside the event is not the book's")
	}
	b.Append(entry)
	a.policyIsKnown(rec, meta)
}

// policyIsKnown holds that the version an event was decided by names entries that
// came before it in the log: a decision can always be found again.
func (a *auditor) policyIsKnown(rec eventstore.Record, meta domain.Meta) {
	if meta.Policy == "" {
		return
	}
	if _, err := a.policy.At(meta.Policy, ""); err != nil {
		a.fault(rec.Position, "所依据的政策版本无法还原："+err.Error(), "the policy it was decided by cannot be found: "+err.Error())
	}
}
