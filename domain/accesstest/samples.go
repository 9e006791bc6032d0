package accesstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Sample is a fact that is well formed, of one event type in one case.
type Sample struct {
	Name string // the event, and what is particular
	Fact
}

// varied are the fields of each event type that the cases of the matrix ask for, with the
// values to try; "-" leaves the field away.
var varied = map[string]map[string][]string{
	"ParcelSurveyed":        {"buildings": {"with"}},
	"CommitmentsAmended":    {"instrument": {"CONTRACT", "AGREEMENT"}},
	"PermitIssued":          {"kind": {"FILING", "APPROVAL", "LAND_PLANNING", "WORKS_PLANNING", "CONSTRUCTION", "EIA", "ENERGY", "PLANNING_CHECK", "JOINT_ACCEPTANCE"}},
	"ComplianceRecorded":    {"kind": {"ENVIRONMENT_PENALTY", "EMISSION_EXCESS", "SAFETY", "ENERGY_EXCESS", "KEY_SUPERVISED"}},
	"BreachFound":           {"basis": {"CONTRACT", "AGREEMENT", "NOTICE", "LAW"}},
	"RectificationOrdered":  {"breachId": {"B-CONTRACT", "B-AGREEMENT", "B-NOTICE", "B-LAW", "B-NONE"}},
	"RectificationAccepted": {"breachId": {"B-CONTRACT", "B-AGREEMENT", "B-NOTICE", "B-LAW", "B-NONE"}},
	"PenaltyImposed":        {"kind": {"CONTRACT", "LATE", "IDLE_FEE", "ADMINISTRATIVE"}},
	"PenaltySettled":        {"penaltyId": {"P-CONTRACT", "P-IDLE", "P-NONE"}},
	"IdleDisposed":          {"measure": {"EXTENSION", "IDLE_FEE", "RECLAIM"}},
	"OperationReported":     {"figures": {"output", "taxPaid", "rd", "waterM3", "pollutants", "employeesAvg", "taxPaid taxRefund", "taxPaid output"}},
}

// Samples reads the stored events that are kept for ever, and makes requests of them:
// without what the ledger derives.
func Samples(dir string, derived map[string][]string) ([]Sample, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("samples in %s: %d, %w", dir, len(files), err)
	}
	var list []Sample
	for _, file := range files {
		if strings.Contains(filepath.Base(file), "-") {
			continue // a case that was added later says more, not less
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var stored []struct {
			Type string         `json:"type"`
			Data map[string]any `json:"data"`
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&stored); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		last := stored[len(stored)-1] // the one that says least
		without(last.Data, derived[last.Type])
		list = append(list, Sample{last.Type, Fact{Type: last.Type, Data: last.Data}}.vary()...)
	}
	return list, nil
}

// without takes the fields of these names out of a value, wherever they are.
func without(v any, names []string) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range names {
			delete(v, name)
		}
		for _, below := range v {
			without(below, names)
		}
	case []any:
		for _, below := range v {
			without(below, names)
		}
	}
}

func (s Sample) vary() []Sample {
	list := []Sample{s}
	if s.Type == "OperationReported" {
		list = nil // a report without any figure is none
	}
	for name, values := range varied[s.Type] {
		for _, v := range values {
			data := maps.Clone(s.Data)
			data[name] = v
			if s.Type == "PenaltyImposed" {
				data["rate"] = "0.20"
			}
			switch name {
			case "figures":
				data = report(s.Data, strings.Fields(v))
			case "buildings":
				data[name] = []any{map[string]any{"no": "1", "floorArea": json.Number("1000"), "baseArea": json.Number("1000")}}
			}
			list = append(list, Sample{s.Name + " " + v, Fact{Type: s.Type, Data: data}})
		}
	}
	return list
}

// report gives these figures and no other.
func report(data map[string]any, given []string) map[string]any {
	data = maps.Clone(data)
	for _, f := range figures {
		if delete(data, f); slices.Contains(given, f) {
			data[f] = json.Number("100")
			if f == "pollutants" {
				data[f] = []any{map[string]any{"pollutant": "COD", "tonnes": "1"}}
			}
		}
	}
	return data
}

// JSON is the fact as it is posted.
func (f Fact) JSON(on string) []byte {
	data, err := json.Marshal(map[string]any{"type": f.Type, "occurredOn": on, "data": f.Data})
	if err != nil {
		panic("accesstest: " + err.Error())
	}
	return data
}
