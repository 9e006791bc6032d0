package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"taizhang/eventstore"
)

// After a start the read model folds the log while the server already answers. A
// part of the parcels shown as all of them would be a lie, and so would "no such
// parcel" for a code that was not folded yet. What needs the whole is refused with
// 503 until the model has reached the head that the log had at the start; what
// reads the store itself works at once.

// errCatchingUp refuses what needs the whole model.
func errCatchingUp(share float64) error {
	percent := int(share * 100)
	return &apiError{
		status: http.StatusServiceUnavailable, code: "catching_up",
		zh: fmt.Sprintf("服务刚启动，正在追赶台账，已完成 %d %%，请稍候", percent),
		en: fmt.Sprintf("the server has just started and is catching up with the ledger, %d %% done; try again", percent),
	}
}

// caughtUp returns nil once the read model has reached the goal, for ever; before
// that a refusal that says how far it is.
func (s *Server) caughtUp(ctx context.Context) error {
	if s.whole.Load() {
		return nil
	}
	at, err := s.Parcels.Position(ctx)
	if err != nil {
		return err
	}
	if at < s.Goal {
		return errCatchingUp(share(at, s.Goal))
	}
	s.whole.Store(true)
	return nil
}

// share is how much of the log up to goal a position covers, for people to look at.
// It takes positions for numbers, as the stores write them; where they are not, it
// is 0. Nothing is decided by it.
func share(at, goal eventstore.Position) float64 {
	done, err := strconv.ParseUint(string(at), 16, 64)
	all, err2 := strconv.ParseUint(string(goal), 16, 64)
	if err != nil || err2 != nil || all == 0 || done > all {
		return 0
	}
	return float64(done) / float64(all)
}

// A liveView says how far the read model is. Share is there while it catches up.
type liveView struct {
	State string  `json:"state"` // ok, catching_up
	Share float64 `json:"share,omitzero"`
	modelView
}

// liveState describes a model at a position of a log that ends at head.
func (s *Server) liveState(ctx context.Context, head eventstore.Position) (liveView, error) {
	at, err := s.Parcels.Position(ctx)
	if err != nil {
		return liveView{}, err
	}
	if s.caughtUp(ctx) != nil {
		return liveView{"catching_up", share(at, s.Goal), modelView{Position: at}}, nil
	}
	return liveView{"ok", 0, modelView{at, level(at, head)}}, nil
}
