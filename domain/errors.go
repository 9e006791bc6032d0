package domain

import (
	"errors"
	"slices"
	"strings"
)

// The reasons Decide and DecodeFact refuse. Every refusal wraps exactly one.
var (
	// ErrInvalid: the fact itself is malformed; no history makes it right.
	ErrInvalid = errors.New("invalid fact")
	// ErrRefused: the fact is well formed, but the parcel's history does not
	// allow it now.
	ErrRefused = errors.New("refused by a rule")
	// ErrUnknownEvent: a stored name that this build does not know; the log was
	// written by a newer one. Stop and upgrade, never skip.
	ErrUnknownEvent = errors.New("unknown event")
)

// A Problem is one reason, at one place, in words an officer reads.
type Problem struct {
	// Path is the JSON pointer (RFC 6901) into the fact: "/data/price".
	Path string `json:"path"`
	// Rule is a stable code: "required", "uscc.check", "stage", "guard.E02"….
	Rule string `json:"rule"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// Invalid says what is malformed, every place at once. It wraps ErrInvalid.
type Invalid struct{ Problems []Problem }

func (e *Invalid) Error() string { return "invalid fact: " + sayAll(e.Problems) }
func (e *Invalid) Unwrap() error { return ErrInvalid }

// Refused says which rules forbid the fact on this history. It wraps ErrRefused.
type Refused struct{ Problems []Problem }

func (e *Refused) Error() string { return "refused: " + sayAll(e.Problems) }
func (e *Refused) Unwrap() error { return ErrRefused }

func sayAll(problems []Problem) string {
	said := make([]string, len(problems))
	for i, p := range problems {
		said[i] = p.Path + ": " + p.ZH + " (" + p.EN + ")"
	}
	return strings.Join(said, "; ")
}

// moved returns err with the paths of its problems changed.
func moved(err error, path func(string) string) error {
	change := func(problems []Problem) []Problem {
		changed := slices.Clone(problems)
		for i := range changed {
			changed[i].Path = path(changed[i].Path)
		}
		return changed
	}
	if e, ok := errors.AsType[*Invalid](err); ok {
		return &Invalid{Problems: change(e.Problems)}
	}
	if e, ok := errors.AsType[*Refused](err); ok {
		return &Refused{Problems: change(e.Problems)}
	}
	return err
}
