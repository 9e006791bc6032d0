package server

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A storedLine is one line of a JSONL export. Fact is the stored record itself, for
// who is shown all of it byte for byte.
type storedLine struct {
	Parcel     domain.ParcelID     `json:"parcel" sight:"public"`
	Position   eventstore.Position `json:"position" sight:"public"`
	ID         domain.EventID      `json:"id" sight:"public"`
	Revision   int64               `json:"revision" sight:"public"`
	RecordedAt time.Time           `json:"recordedAt" sight:"public"`
	By         domain.Officer      `json:"by" sight:"public"`
	Fact       jsontext.Value      `json:"fact" sight:"public,as=fact"`
	domain.Redaction
}

// lines returns the entries of an export that were known, each as the caller is shown
// it, and the reply that will hold them.
func (s *Server) lines(c *call, ending string) (*dossier, [][]byte, reply, error) {
	knownAt, err := c.moment("knownAt")
	if err != nil {
		return nil, nil, reply{}, err
	}
	head, err := s.Log.Head(c.Context()) // taken first: the lines are at least this new
	if err != nil {
		return nil, nil, reply{}, err
	}
	d, err := s.dossier(c)
	if err != nil {
		return nil, nil, reply{}, err
	}
	sight := s.sight(c)
	lines := make([][]byte, d.known(knownAt))
	for i, e := range d.history.Entries()[:len(lines)] {
		line := storedLine{Parcel: d.id, Position: d.records[i].Position, ID: e.ID, Revision: e.Revision, RecordedAt: e.RecordedAt, By: e.By, Fact: d.records[i].Data}
		data, err := json.Marshal(line, jsontext.PreserveRawStrings(true))
		if err != nil {
			return nil, nil, reply{}, fmt.Errorf("event %s: %w", e.ID, err)
		}
		lines[i], _ = sight.Veil(reflect.TypeFor[storedLine](), data)
	}
	return d, lines, reply{name: s.fileName("parcel-" + d.id.String() + "-history" + ending), head: head, rows: len(lines)}, nil
}

// historyJSONL handles GET /parcels/{ref}/history.jsonl: the copy to keep as
// evidence.
func (s *Server) historyJSONL(c *call) (any, error) {
	_, lines, file, err := s.lines(c, ".jsonl")
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, line := range lines {
		out.Write(line)
		out.WriteByte('\n')
	}
	file.kind, file.body = "application/jsonl", out.Bytes()
	return file, nil
}

// historyCSV handles GET /parcels/{ref}/history.csv: one row an event.
func (s *Server) historyCSV(c *call) (any, error) {
	d, lines, file, err := s.lines(c, ".csv")
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"event_id", "revision", "type", "type_zh", "occurred_on", "recorded_at", "officer_id", "officer_name",
		"department", "level", "district", "backfill", "corrects", "findings", "evidence", "data", "redacted"}}
	for i, line := range lines {
		row, err := csvRow(line)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", d.records[i].ID, err)
		}
		rows = append(rows, row)
	}
	file.kind, file.body = csvKind, formatCSV(rows)
	return file, nil
}

// A shownLine is a storedLine as far as it is shown.
type shownLine struct {
	storedLine
	Fact struct {
		Type       string            `json:"type"`
		OccurredOn domain.Date       `json:"occurredOn"`
		Backfill   bool              `json:"backfill"`
		Findings   []domain.Finding  `json:"findings"`
		Evidence   []domain.Evidence `json:"evidence"`
		Data       jsontext.Value    `json:"data"`
	} `json:"fact"`
}

// csvRow makes the row of one line; what the line does not show is empty.
func csvRow(line []byte) ([]string, error) {
	var e shownLine
	if err := json.Unmarshal(line, &e); err != nil {
		return nil, err
	}
	var aim struct {
		Target string `json:"target"`
	}
	if amends[e.Fact.Type] {
		if err := json.Unmarshal(e.Fact.Data, &aim); err != nil {
			return nil, err
		}
	}
	var findings, evidence []string
	for _, f := range e.Fact.Findings {
		findings = append(findings, strings.TrimSpace(f.Rule+" "+f.Detail))
	}
	for _, p := range e.Fact.Evidence {
		evidence = append(evidence, strings.TrimSpace(p.DocNo+" "+p.Title))
	}
	return []string{
		e.ID.String(), fmt.Sprint(e.Revision), e.Fact.Type, typeNames()[e.Fact.Type].zh, string(e.Fact.OccurredOn), e.RecordedAt.Format(time.RFC3339Nano),
		e.By.ID, e.By.Name, string(e.By.Department), string(e.By.Level), string(e.By.District), fmt.Sprint(e.Fact.Backfill),
		aim.Target, strings.Join(findings, "; "), strings.Join(evidence, "; "), string(e.Fact.Data), strings.Join(e.Redacted, " "),
	}, nil
}

// amends are the events that aim at another: their column corrects names it.
var amends = map[string]bool{
	domain.EventName(domain.EventCorrected{}): true, domain.EventName(domain.EventAnnulled{}): true, domain.EventName(domain.EventCosigned{}): true,
}
