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
	// ErrDenied: the officer has no authority for the fact; somebody else may.
	ErrDenied = errors.New("denied: no authority")
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

// Discreet returns the problems of a refusal as far as a view is shown the values in them:
// the rules that refused stay.
func Discreet(view View, problems []Problem) []Problem {
	if view.Shows(ViewRestricted) {
		return problems
	}
	problems = slices.Clone(problems)
	for i := range problems {
		problems[i] = problems[i].discreet(view)
	}
	return problems
}

// discreet is the problem without the values that the rule looked at, where the view may
// not be shown them: of a field that can be restricted, of a correction, and of what speaks
// of tax; to the public of anything but himself, for a rule may name an officer.
func (p Problem) discreet(view View) Problem {
	_, place, _ := strings.Cut(p.Path, "/data/")
	restricted := place != "" && (strings.HasPrefix(place, "diffs") || Restrictable(anyEvent, "/data/"+place)) || speaksTax(p.ZH)
	internal := !strings.HasPrefix(p.Rule, "access.")
	rule := ruleByCode[p.Rule]
	switch {
	case !(restricted && !view.Shows(ViewRestricted)) && !(internal && !view.Shows(ViewInternal)):
	case rule == nil:
		p.ZH, p.EN = p.Rule, p.Rule
	default:
		p.ZH, p.EN = rule.ZH, rule.EN
	}
	return p
}

// Invalid says what is malformed, every place at once. It wraps ErrInvalid.
type Invalid struct{ Problems []Problem }

func (e *Invalid) Error() string { return "invalid fact: " + sayAll(e.Problems) }
func (e *Invalid) Unwrap() error { return ErrInvalid }

// Refused says which rules forbid the fact on this history. It wraps ErrRefused.
type Refused struct{ Problems []Problem }

func (e *Refused) Error() string { return "refused: " + sayAll(e.Problems) }
func (e *Refused) Unwrap() error { return ErrRefused }

// Denied says which rules deny the officer the authority for the fact, which itself
// may be right. It wraps ErrDenied.
type Denied struct{ Problems []Problem }

func (e *Denied) Error() string { return "denied: " + sayAll(e.Problems) }
func (e *Denied) Unwrap() error { return ErrDenied }

func sayAll(problems []Problem) string {
	said := make([]string, len(problems))
	for i, p := range problems {
		said[i] = p.Path + ": " + p.ZH + " (" + p.EN + ")"
	}
	return strings.Join(said, "; ")
}

// ProblemsOf returns the problems that a refusal names, or nil for any other error.
func ProblemsOf(err error) []Problem {
	if e, ok := errors.AsType[*Invalid](err); ok {
		return e.Problems
	}
	if e, ok := errors.AsType[*Refused](err); ok {
		return e.Problems
	}
	if e, ok := errors.AsType[*Denied](err); ok {
		return e.Problems
	}
	return nil
}

// Moved returns a refusal with the paths of its problems changed, any other error as
// it is: where a fact stands in a request is known to the caller only.
func Moved(err error, path func(string) string) error {
	problems := slices.Clone(ProblemsOf(err))
	for i := range problems {
		problems[i].Path = path(problems[i].Path)
	}
	switch {
	case problems == nil:
		return err
	case errors.Is(err, ErrInvalid):
		return &Invalid{Problems: problems}
	case errors.Is(err, ErrDenied):
		return &Denied{Problems: problems}
	}
	return &Refused{Problems: problems}
}
