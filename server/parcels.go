package server

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// overview handles GET /overview.
func (s *Server) overview(c *call) (any, error) {
	district, err := c.district("district")
	if err != nil {
		return nil, err
	}
	return s.Parcels.Overview(c.who.Reach(), district), nil
}

type parcelPage struct {
	live.Page
	Position eventstore.Position `json:"position" sight:"public"`
}

// parcels handles GET /parcels.
func (s *Server) parcels(c *call) (any, error) {
	limit, err := c.count("limit", pageDefault, pageMax)
	if err != nil {
		return nil, err
	}
	filter, err := parcelFilter(c)
	if err != nil {
		return nil, err
	}
	pos, err := s.Parcels.Position(c.Context()) // taken first: the page is at least this new
	if err != nil {
		return nil, err
	}
	return parcelPage{s.Parcels.Parcels(c.who.Reach(), filter, c.query["cursor"], limit), pos}, nil
}

func parcelFilter(c *call) (f live.Filter, err error) {
	if err := c.selects(domain.ViewInternal, "industry", "grade", "compliance", "status"); err != nil {
		return f, err
	}
	if f.District, err = list[domain.District](c, "district", isDistrict, "GB/T 2260"); err != nil {
		return f, err
	}
	if f.Stage, err = list[domain.Stage](c, "stage", isStage, "REGISTERED …"); err != nil {
		return f, err
	}
	if f.Industry = c.query["industry"]; f.Industry != "" && !isIndustry(f.Industry) {
		return f, badValue("industry", "GB/T 4754")
	}
	if f.Grade = domain.Code(c.query["grade"]); f.Grade != "" && f.Grade != "UNRATED" && !inCodes("grade", f.Grade) {
		return f, badValue("grade", codesOf("grade")+" / UNRATED")
	}
	if f.Compliance, err = c.oneOf("compliance", "compliance"); err != nil {
		return f, err
	}
	if f.Status = domain.Code(c.query["status"]); f.Status != "" && f.Status != "OVERDUE" && f.Status != "DUE_SOON" {
		return f, badValue("status", "OVERDUE / DUE_SOON")
	}
	if f.Text = c.query["q"]; len(f.Text) > searchBytesMax {
		return f, badValue("q", "≤ 200 B")
	}
	return f, nil
}

// isIndustry takes what a class of GB/T 4754 can begin with: a letter, digits.
func isIndustry(text string) bool {
	digits := strings.TrimLeft(text, "ABCDEFGHIJKLMNOPQRST")
	_, err := strconv.ParseUint("0"+digits, 10, 32)
	return err == nil && len(text)-len(digits) <= 1 && len(digits) <= 4
}

type parcelView struct {
	AsOf        domain.Date         `json:"asOf,omitzero" sight:"public"`
	KnownAt     time.Time           `json:"knownAt,omitzero" sight:"public"`
	Parcel      *domain.Parcel      `json:"parcel" sight:"public"`
	Obligations []domain.Obligation `json:"obligations"`
	Alarms      []domain.Alarm      `json:"alarms"`
	// Commitments are the promises of contract and agreement as held on the day.
	Commitments []domain.CommitmentState `json:"commitments"`
	// TaxBand is what the public is told of the tax: a band, never a figure.
	TaxBand  *domain.TaxBand     `json:"taxBand,omitzero" sight:"public"`
	Revision eventstore.Revision `json:"revision"`
	Position eventstore.Position `json:"position" sight:"public"`
	domain.Redaction
}

// parcel handles GET /parcels/{ref}: as it is now, or by the two clocks.
func (s *Server) parcel(c *call) (any, error) {
	asOf, knownAt, err := c.clocks()
	if err != nil {
		return nil, err
	}
	if asOf != "" || !knownAt.IsZero() {
		return s.parcelAt(c, asOf, knownAt)
	}
	id, err := s.find(c)
	if err != nil {
		return nil, err
	}
	pos, err := s.Parcels.Position(c.Context())
	if err != nil {
		return nil, err
	}
	now, ok := s.Parcels.Snapshot(c.who.Reach(), id)
	if !ok {
		return nil, taizhang.ErrNoParcel
	}
	return parcelView{
		Parcel: now.Parcel, Obligations: now.Obligations, Alarms: now.Alarms, Commitments: now.Commitments,
		TaxBand: now.Parcel.TaxBand(s.Parcels.Today()), Revision: now.Revision, Position: pos,
	}, nil
}

// parcelAt is the parcel with what was due and what alarmed on a day, as the ledger knew
// at a moment: the facts and the policies of both clocks. Without a day it is judged on
// that of the moment.
func (s *Server) parcelAt(c *call, asOf domain.Date, knownAt time.Time) (any, error) {
	pos, err := s.Parcels.Position(c.Context())
	if err != nil {
		return nil, err
	}
	d, err := s.dossier(c)
	if err != nil {
		return nil, err
	}
	p := d.history.At(asOf, knownAt)
	if p.Stage == "" { // nothing had happened, or nobody knew
		return nil, taizhang.ErrNoParcel
	}
	books, err := s.Ledger.Policies(c.Context(), p.Place())
	if err != nil {
		return nil, err
	}
	day := cmp.Or(asOf, domain.DateOf(knownAt))
	terms := domain.Terms{Today: day, Policy: books.In(p.Place(), day, knownAt)}
	return parcelView{
		AsOf: asOf, KnownAt: knownAt, Parcel: p, Obligations: p.Obligations(terms), Alarms: p.Alarms(terms), Commitments: p.Commitments(terms),
		TaxBand: p.TaxBand(day), Revision: eventstore.Revision(d.known(knownAt) - 1), Position: pos,
	}, nil
}

type obligationPage struct {
	Items []live.ObligationRow `json:"items"`
	Next  string               `json:"next,omitzero"`
	Total int                  `json:"total"`
	Today domain.Date          `json:"today" sight:"public"`
	domain.Redaction
}

// obligations handles GET /obligations: earliest due first. The cursor names the
// last row that was shown, so rows that come or go meanwhile move no page.
func (s *Server) obligations(c *call) (any, error) {
	limit, err := c.count("limit", pageDefault, pageMax)
	if err != nil {
		return nil, err
	}
	var filter live.ObligationFilter
	if filter.District, err = list[domain.District](c, "district", isDistrict, "GB/T 2260"); err != nil {
		return nil, err
	}
	if filter.Status, err = codeList(c, "status", "obligation_status"); err != nil {
		return nil, err
	}
	if filter.Kind, err = codeList(c, "kind", "obligation"); err != nil {
		return nil, err
	}
	rows := s.Parcels.Obligations(c.who.Reach(), filter)
	page := obligationPage{Total: len(rows), Today: s.Parcels.Today()}
	start := 0
	if cursor, ok := c.query["cursor"]; ok {
		start, _ = slices.BinarySearchFunc(rows, cursor, func(r live.ObligationRow, cursor string) int {
			return cmp.Or(strings.Compare(obligationCursor(r), cursor), -1) // the row at the cursor was shown
		})
	}
	end := min(start+limit, len(rows))
	page.Items = rows[start:end]
	if end < len(rows) {
		page.Next = obligationCursor(rows[end-1])
	}
	return page, nil
}

func codeList(c *call, name, codes string) ([]domain.Code, error) {
	return list[domain.Code](c, name, func(text string) bool { return inCodes(codes, domain.Code(text)) }, codesOf(codes))
}

// obligationCursor orders as the model orders: by day, code, parcel, kind and key.
// The separator sorts before every character a code can have.
func obligationCursor(r live.ObligationRow) string {
	return strings.Join([]string{string(r.Due), r.Code, r.Parcel.String(), string(r.Kind), r.Key}, "!")
}
