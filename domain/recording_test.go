package domain

import (
	"testing"
	"time"
)

// The load of a parcel's past ends with its last back-filled fact, or with the
// first ordinary one when papers of the past came in later too.
func TestRecording(t *testing.T) {
	tests := []struct {
		name  string
		lines []string // a minute apart
		want  Recording
		load  Date
	}{
		{"only registered", toRegistered, Recording{}, ""},
		{"ordinary facts", toReserved, Recording{LiveAt: recordedAt(1), Last: Recorded{"LandReserved", "2015-03-01", recordedAt(2), "PNR"}}, ""},
		{"back-filled facts", then(toRegistered, "补2015-05-01 ParcelSurveyed", "补2016-05-01 ParcelSurveyed"), Recording{BackfilledAt: recordedAt(2)}, lateDay},
		{"an ordinary fact among them", then(toRegistered, "补2015-05-01 ParcelSurveyed", "2020-01-01 ParcelSurveyed", "补2016-05-01 ParcelSurveyed"),
			Recording{BackfilledAt: recordedAt(3), LiveAt: recordedAt(2), Last: Recorded{"ParcelSurveyed", "2020-01-01", recordedAt(2), "PNR"}}, lateDay},
		{"a late fact is the last recorded", then(toReserved, "2015-02-20 ParcelSurveyed"), Recording{LiveAt: recordedAt(1), Last: Recorded{"ParcelSurveyed", "2015-02-20", recordedAt(3), "PNR"}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.BackfilledAt, tt.want.LiveAt, tt.want.Last.At = tt.want.BackfilledAt.UTC(), tt.want.LiveAt.UTC(), tt.want.Last.At.UTC()
			got := told(t, tt.lines...).Parcel().Recording
			if got != tt.want {
				t.Errorf("recorded %+v\nwant %+v", got, tt.want)
			}
			if got.loadedOn() != tt.load {
				t.Errorf("loaded on %q, want %q", got.loadedOn(), tt.load)
			}
		})
	}
}

func TestTheLoadEndsWhenOrdinaryRecordingBegins(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 1, d, 10, 0, 0, 0, Shanghai) }
	for _, tt := range []struct {
		back, live time.Time
		want       Date
	}{{day(2), day(5), "2026-01-02"}, {day(5), day(2), "2026-01-02"}, {day(5), time.Time{}, "2026-01-05"}, {time.Time{}, day(5), ""}} {
		if r := (&Recording{BackfilledAt: tt.back, LiveAt: tt.live}); r.loadedOn() != tt.want {
			t.Errorf("back-filled until %v, ordinary from %v: loaded on %q, want %q", tt.back, tt.live, r.loadedOn(), tt.want)
		}
	}
}
