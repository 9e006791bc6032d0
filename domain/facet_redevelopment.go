package domain

// A Redevelopment is one renewal of the land by its holder, with the figures
// before and after; it is open until completed.
type Redevelopment struct {
	RedevelopmentStarted
	StartedOn   Date                    `json:"startedOn"`
	BuiltSince  Date                    `json:"builtSince,omitzero"` // works found begun (动工核查)
	CompletedOn Date                    `json:"completedOn,omitzero"`
	Completion  *RedevelopmentCompleted `json:"completion,omitzero"`
}

// redeveloping returns the place of the open redevelopment, or -1.
func (p *Parcel) redeveloping() int {
	last := len(p.Redevelopments) - 1
	if last >= 0 && p.Redevelopments[last].CompletedOn != "" {
		return -1
	}
	return last
}
