package audit

import (
	"fmt"
	"slices"

	"taizhang/domain"
)

// checkSuccessions finds splits and merges that do not show on every parcel they
// concern.
func (a *auditor) checkSuccessions() {
	for id, p := range a.parcels {
		for _, s := range p.history.Successions() {
			a.report.Counts["successions"]++
			other := a.parcels[s.Parcel]
			if other == nil || !slices.ContainsFunc(other.history.Entries(), s.Settles) {
				a.fault(id, fmt.Sprintf("%s 应使宗地 %s 写入 %s，尚未写入", domain.EventName(s.Decision.Fact.Event), s.Parcel, domain.EventName(s.Fact.Event)),
					fmt.Sprintf("%s asks for %s of parcel %s, which is missing", domain.EventName(s.Decision.Fact.Event), domain.EventName(s.Fact.Event), s.Parcel))
			}
		}
	}
}
