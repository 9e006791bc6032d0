package domain

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// applyCorrections replaces, in order of revision, what the corrections among
// entries correct. A correction that no longer fits was refused when it came, so
// none is met here; one that is changes nothing.
func applyCorrections(entries []Entry) {
	for i := range entries {
		c, ok := entries[i].Fact.Event.(EventCorrected)
		if !ok {
			continue
		}
		t := indexOf(entries, c.Target)
		if t < 0 {
			continue
		}
		if f, problems := amend(entries[t].Fact, c.Diffs); len(problems) == 0 {
			f.Overrides = slices.Concat(f.Overrides, entries[i].Fact.Overrides)
			f.Findings = entries[i].Fact.Findings
			entries[t].Fact = f
			entries[i].Fact.Findings = nil
		}
	}
}

// indexOf finds a recorded event. Facts of a batch still being decided have no
// identity and are never found.
func indexOf(entries []Entry, id EventID) int {
	return slices.IndexFunc(entries, func(e Entry) bool { return e.ID == id && id != EventID{} })
}

// decideCorrection checks a correction, and the whole history as it would then
// have been. Its findings are those of the corrected fact, decided anew at its
// place: they take the place of the target's.
func (h *History) decideCorrection(f Fact, c EventCorrected, by Officer, terms Terms) (Fact, error) {
	d := &decision{f: &f, Terms: terms}
	if d.consistent(); len(d.problems) > 0 {
		return Fact{}, &Invalid{Problems: d.problems}
	}
	if len(h.entries) == 0 {
		return Fact{}, &Refused{Problems: []Problem{notAllowed(h.Parcel(), &f)}}
	}
	effective := h.effective()
	t := indexOf(effective, c.Target)
	if t < 0 {
		return Fact{}, refusal("/data/target", "correction.target")
	}
	target := effective[t]
	if aims(target.Fact) {
		return Fact{}, refusal("/data/target", "correction.target", "请直接更正原事件")
	}
	if founding(target.Fact.Event) {
		return Fact{}, refusal("/data/target", "lineage.fixed")
	}
	if target.By.ID == by.ID {
		return Fact{}, refusal("", "correction.officer", target.By.Name)
	}
	amended, problems := amend(target.Fact, c.Diffs)
	if len(problems) > 0 {
		return Fact{}, &Refused{Problems: problems}
	}
	if e, ok := amended.Event.(LandReserved); ok {
		if err := h.exited(e, amended.OccurredOn); err != nil {
			return Fact{}, blame(c.Diffs, err)
		}
	}
	amended.Overrides = slices.Concat(amended.Overrides, f.Overrides)
	target.Fact = amended
	findings, err := h.rejudge(effective, target, terms)
	if err != nil {
		return Fact{}, blame(c.Diffs, err)
	}
	f.Findings = findings
	return f, nil
}

// rejudge decides a fact anew at its place among those in effect, and the history
// that follows.
func (h *History) rejudge(effective []Entry, e Entry, terms Terms) ([]Finding, error) {
	e.Fact.Findings, e.Fact.Awaits = nil, nil
	plain := e.Fact
	plain.Event = withoutDerived(plain.Event)
	findings, err := check(plain, corrected)
	if err != nil {
		return nil, err
	}
	if plain.OccurredOn > terms.Today {
		return nil, refusal("/occurredOn", "occurredOn.future", string(plain.OccurredOn))
	}
	told := slices.DeleteFunc(slices.Clone(effective), func(x Entry) bool { return x.Revision == e.Revision })
	told = append(told, e)
	slices.SortStableFunc(told, compareEntries)
	at := slices.IndexFunc(told, func(x Entry) bool { return x.Revision == e.Revision })
	p := new(Parcel)
	for _, x := range told[:at] {
		p.Evolve(x.Fact)
	}
	plain.Findings = findings
	decided, err := judge(p, plain, terms)
	if err != nil {
		return nil, err
	}
	told[at].Fact = decided
	return decided.Findings, compareWays(new(Parcel), new(Parcel), effective, told)
}

// blame moves problems of the corrected fact to the diffs that made them.
func blame(diffs []Diff, err error) error {
	return Moved(err, func(path string) string {
		for i, d := range diffs {
			if path == d.Path || strings.HasPrefix(path, d.Path+"/") || strings.HasPrefix(d.Path, path+"/") && path != "/data" {
				return "/data/diffs/" + strconv.Itoa(i) + "/new"
			}
		}
		return "/data/diffs"
	})
}

func refusal(path, rule string, detail ...string) error {
	return &Refused{Problems: []Problem{problem(path, rule, detail...)}}
}

// amend returns the fact with the diffs applied, or why they do not fit. Paths of
// problems lie in the correction.
func amend(f Fact, diffs []Diff) (Fact, []Problem) {
	data, err := EncodeFact(f)
	if err != nil {
		return f, malformed("", err).Problems
	}
	var tree map[string]any
	if err := json.Unmarshal(data, &tree); err != nil {
		return f, malformed("", err).Problems
	}
	d := decision{f: &Fact{}}
	for i, diff := range diffs {
		at := "/data/diffs/" + strconv.Itoa(i)
		if why := amendable(f.Event, diff.Path); why != "" {
			d.refuse(at+"/path", "correction.path", why)
			continue
		}
		d.replace(tree, at, diff)
	}
	if len(d.problems) > 0 {
		return f, d.problems
	}
	if data, err = json.Marshal(tree); err != nil {
		return f, malformed("", err).Problems
	}
	amended, err := decodeStored(data)
	if err != nil {
		return f, []Problem{problem("/data/diffs", "correction.value", err.Error())}
	}
	return amended, nil
}

// amendable says why a path cannot be corrected, or "".
func amendable(e Event, path string) string {
	if path == "/occurredOn" {
		return ""
	}
	rest, ok := strings.CutPrefix(path, "/data/")
	if !ok {
		return "只能更正 /occurredOn 或 /data 之下的字段"
	}
	name, _, _ := strings.Cut(rest, "/")
	s := codecByName[e.storedName()].shape
	i, known := s.byName[name]
	switch {
	case !known:
		return "该事件没有字段 " + name
	case s.fields[i].derived:
		return "字段 " + name + " 由台账计算，不能更正"
	case e.storedName() == "ParcelRegistered" && name == "source":
		return "来源是宗地的身份，不能更正"
	}
	return ""
}

// replace checks the old value and puts the new one in its place.
func (d *decision) replace(tree map[string]any, at string, diff Diff) {
	steps := strings.Split(diff.Path[1:], "/")
	parent, key, ok := descend(tree, steps)
	if !ok {
		d.refuse(at+"/path", "correction.path", "该事件没有 "+diff.Path)
		return
	}
	if old := valueAt(parent, key); !sameJSON(old, diff.Old) {
		d.refuse(at+"/old", "correction.old", pick(old == nil, "无", string(old)))
		return
	}
	var value any
	if len(diff.New) > 0 && json.Unmarshal(diff.New, &value) != nil {
		d.refuse(at+"/new", "correction.value", "新值不是 JSON")
		return
	}
	if !put(parent, key, value, len(diff.New) == 0) {
		d.refuse(at+"/path", "correction.path", "数组的项不能单独删除，请更正整个数组")
	}
}

// descend walks to the container of the last step. Containers that are absent are
// not made: the whole absent object is the value to give.
func descend(tree map[string]any, steps []string) (parent any, key string, ok bool) {
	parent = tree
	for _, step := range steps[:len(steps)-1] {
		switch c := parent.(type) {
		case map[string]any:
			parent = c[unescape(step)]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(c) {
				return nil, "", false
			}
			parent = c[i]
		}
		if parent == nil {
			return nil, "", false
		}
	}
	key = unescape(steps[len(steps)-1])
	switch c := parent.(type) {
	case map[string]any:
		return parent, key, true
	case []any:
		i, err := strconv.Atoi(key)
		return parent, key, err == nil && i >= 0 && i < len(c)
	}
	return nil, "", false
}

func unescape(step string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
}

// valueAt returns the canonical JSON that stands at a key, nil when nothing does.
func valueAt(parent any, key string) jsontext.Value {
	var value any
	switch c := parent.(type) {
	case map[string]any:
		v, ok := c[key]
		if !ok {
			return nil
		}
		value = v
	case []any:
		i, _ := strconv.Atoi(key)
		value = c[i]
	}
	raw, err := canonical("value", value)
	if err != nil {
		return nil
	}
	return raw
}

// sameJSON compares as canonical JSON.
func sameJSON(canonicalOld, given jsontext.Value) bool {
	if len(canonicalOld) == 0 || len(given) == 0 {
		return len(canonicalOld) == len(given)
	}
	given = slices.Clone(given)
	return given.Canonicalize() == nil && bytes.Equal(canonicalOld, given)
}

// put sets or removes the value; items of lists are only replaced.
func put(parent any, key string, value any, remove bool) bool {
	switch c := parent.(type) {
	case map[string]any:
		if remove {
			delete(c, key)
		} else {
			c[key] = value
		}
		return true
	case []any:
		i, _ := strconv.Atoi(key)
		if !remove {
			c[i] = value
		}
		return !remove
	}
	return false
}
