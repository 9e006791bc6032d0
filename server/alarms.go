package server

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"taizhang/domain"
	"taizhang/projections/live"
)

type alarmPage struct {
	Items  []live.AlarmRow   `json:"items"`
	Next   string            `json:"next,omitzero"`
	Total  int               `json:"total"`
	Counts []live.AlarmCount `json:"counts"` // of everything selected
	Today  domain.Date       `json:"today" sight:"public"`
	domain.Redaction
}

// alarms handles GET /alarms: the gravest first. The cursor says where the last row
// that was shown stood, so alarms that come or go meanwhile move no page.
func (s *Server) alarms(c *call) (any, error) {
	limit, err := c.count("limit", pageDefault, pageMax)
	if err != nil {
		return nil, err
	}
	filter, err := alarmFilter(c)
	if err != nil {
		return nil, err
	}
	rows := s.Parcels.Alarms(c.who.Reach(), filter)
	page := alarmPage{Total: len(rows), Counts: live.CountAlarms(rows), Today: s.Parcels.Today()}
	start := 0
	if cursor, ok := c.query["cursor"]; ok {
		start, _ = slices.BinarySearchFunc(rows, cursor, func(r live.AlarmRow, cursor string) int {
			return cmp.Or(strings.Compare(alarmCursor(r), cursor), -1) // the row at the cursor was shown
		})
	}
	end := min(start+limit, len(rows))
	page.Items = rows[start:end]
	if end < len(rows) {
		page.Next = alarmCursor(rows[end-1])
	}
	return page, nil
}

func alarmFilter(c *call) (f live.AlarmFilter, err error) {
	if f.District, err = list[domain.District](c, "district", isDistrict, "GB/T 2260"); err != nil {
		return f, err
	}
	if f.Rule, err = list[domain.Code](c, "rule", isAlarmRule, "R00–R32"); err != nil {
		return f, err
	}
	if f.Level, err = codeList(c, "level", "alarm_level"); err != nil {
		return f, err
	}
	f.State, err = codeList(c, "state", "alarm_state")
	return f, err
}

func isAlarmRule(text string) bool {
	return slices.ContainsFunc(domain.AlarmRules(), func(r domain.AlarmRule) bool { return string(r.Code) == text })
}

// alarmCursor orders as the model orders: by level from red down, then since when,
// code, parcel, district and identity.
func alarmCursor(r live.AlarmRow) string {
	return strings.Join([]string{strconv.Itoa(9 - domain.AlarmRank(r.Level)), string(r.Since), r.Code, r.Parcel.String(), string(r.District), r.Identity()}, "!")
}
