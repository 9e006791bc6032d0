package domain

import (
	"slices"
	"time"
)

// A Grant (授权) is one authority that was given, and what became of it.
type Grant struct {
	ID EventID `json:"id"`
	AuthorityGranted
	On         Date      `json:"on"`
	By         Officer   `json:"by"`
	RecordedAt time.Time `json:"recordedAt"`
	Status     Code      `json:"status"` // OPEN, IN_FORCE, REPLACED, WITHDRAWN
	ApprovedBy *Officer  `json:"approvedBy,omitzero"`
	ApprovedAt time.Time `json:"approvedAt,omitzero"`
	EndedBy    *Officer  `json:"endedBy,omitzero"`
	EndedAt    time.Time `json:"endedAt,omitzero"`
}

// Values of Grant.Status.
const (
	GrantOpen      Code = "OPEN"      // 待复核
	GrantInForce   Code = "IN_FORCE"  // 有效
	GrantReplaced  Code = "REPLACED"  // 已被新授权取代
	GrantWithdrawn Code = "WITHDRAWN" // 已撤销
)

// Grants lists every grant in order of recording. The slice is the caller's.
func (b *Book) Grants() []Grant { return slices.Clone(b.grants) }

// Principal returns the authority of a subject on a day: that of the grant in force.
func (b *Book) Principal(subject string, day Date) (Principal, bool) {
	for _, g := range b.grants {
		if g.Subject == subject && g.holds(day) {
			return g.principal(), true
		}
	}
	return Principal{}, false
}

func (g *Grant) holds(day Date) bool {
	return g.Status == GrantInForce && (g.Until == "" || day <= g.Until)
}

// administrators counts those in office on a day.
func (b *Book) administrators(day Date) int {
	n := 0
	for i := range b.grants {
		if b.grants[i].Role == RoleAdministrator && b.grants[i].holds(day) {
			n++
		}
	}
	return n
}

// Administered reports whether an administrator is in office on a day.
func (b *Book) Administered(day Date) bool { return b.administrators(day) > 0 }

func (b *Book) administrator(by Officer, day Date) bool {
	p, ok := b.Principal(by.ID, day)
	return ok && p.Role == RoleAdministrator
}

// appointed says whether an officer may change authority on the day. Where nobody is
// in office the ledger itself appoints an administrator: the first one, or one
// after all others have gone.
func (b *Book) appointed(d *decision) bool {
	if b.ID.Scope != (Scope{}) {
		d.refuse("", "authority.scope", b.ID.Scope.String())
		return false
	}
	if !b.administrator(d.by, d.Today) {
		d.refuse("", "authority.administrator", d.by.Name)
		return false
	}
	return true
}

func (e AuthorityGranted) judge(b *Book, d *decision) {
	first := d.by == System && e.Role == RoleAdministrator && b.administrators(d.Today) == 0
	if !first && !b.appointed(d) {
		return
	}
	if e.Subject == d.by.ID {
		d.refuse("/data/subject", "authority.self", e.Subject)
	}
	if dep, ok := department(e.Department, d.Today); e.Department != "" && (!ok || !dep.at(e.Level)) {
		d.refuse("/data/department", "authority.level", string(e.Department), string(e.Level))
	}
	if e.Until != "" && e.Until < d.Today {
		d.refuse("/data/until", "authority.until", string(e.Until))
	}
	if e.grave() && b.alone(e, d.by, d.Today) {
		d.find("", "authority.sole")
	}
}

// alone: the ledger appoints the first administrator and he the second, for there
// is nobody else who could approve.
func (b *Book) alone(e AuthorityGranted, by Officer, day Date) bool {
	return e.Role == RoleAdministrator && (by == System || b.administrators(day) == 1)
}

func (e AuthorityApproved) judge(b *Book, d *decision) {
	g := b.grant(e.Grant, d, GrantOpen)
	if g == nil || !b.appointed(d) {
		return
	}
	if g.Subject == d.by.ID {
		d.refuse("", "authority.self", g.Subject)
	}
	if g.By.ID == d.by.ID {
		d.refuse("", "authority.second", g.By.Name)
	}
}

func (e AuthorityWithdrawn) judge(b *Book, d *decision) {
	g := b.grant(e.Grant, d, GrantOpen, GrantInForce)
	if g == nil || !b.appointed(d) {
		return
	}
	if g.Role == RoleAdministrator && g.holds(d.Today) && b.administrators(d.Today) == 1 {
		d.refuse("", "authority.last", g.Name)
	}
}

// grant finds the grant an event speaks of and refuses when it is in no state for it.
func (b *Book) grant(id EventID, d *decision, states ...Code) *Grant {
	i := b.granted(id)
	switch {
	case i < 0:
		d.refuse("/data/grant", "authority.unknown", id.String())
	case !slices.Contains(states, b.grants[i].Status):
		d.refuse("/data/grant", "authority.closed", string(b.grants[i].Status))
	default:
		return &b.grants[i]
	}
	return nil
}

func (b *Book) granted(id EventID) int {
	return slices.IndexFunc(b.grants, func(g Grant) bool { return g.ID == id })
}

func (e AuthorityGranted) keep(b *Book, at Entry) {
	g := Grant{ID: at.ID, AuthorityGranted: e, On: at.Fact.OccurredOn, By: at.By, RecordedAt: at.RecordedAt, Status: GrantOpen}
	sole := slices.ContainsFunc(at.Fact.Findings, func(f Finding) bool { return f.Rule == "authority.sole" })
	b.grants = append(slices.Clone(b.grants), g)
	if !e.grave() || sole {
		b.enforce(len(b.grants) - 1)
	}
}

func (e AuthorityApproved) keep(b *Book, at Entry) {
	if i := b.granted(e.Grant); i >= 0 {
		b.grants = slices.Clone(b.grants)
		b.grants[i].ApprovedBy, b.grants[i].ApprovedAt = &at.By, at.RecordedAt
		b.enforce(i)
	}
}

func (e AuthorityWithdrawn) keep(b *Book, at Entry) {
	if i := b.granted(e.Grant); i >= 0 {
		b.grants = slices.Clone(b.grants)
		b.grants[i].Status, b.grants[i].EndedBy, b.grants[i].EndedAt = GrantWithdrawn, &at.By, at.RecordedAt
	}
}

// enforce puts a grant in force in place of the one its subject had. The caller has
// cloned the list.
func (b *Book) enforce(i int) {
	for j := range b.grants {
		if b.grants[j].Status == GrantInForce && b.grants[j].Subject == b.grants[i].Subject {
			b.grants[j].Status = GrantReplaced
		}
	}
	b.grants[i].Status = GrantInForce
}
