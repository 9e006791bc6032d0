package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"taizhang/domain"
)

// sight is how much of an answer who asks is shown: what his view shows, of parcels
// within his reach. Only a reach that ends somewhere needs the model.
func (l *local) sight(ctx context.Context) (domain.Sight, error) {
	sight, reach := domain.Sight{View: l.who.View}, l.who.Reach()
	if reach == domain.Everywhere {
		return sight, nil
	}
	model, err := l.live(ctx)
	sight.Sees = func(ref string) bool {
		_, ok := model.Resolve(reach, ref)
		return ok
	}
	return sight, err
}

// shown is the answer to a recording as who asks is shown it.
func (l *local) shown(got answer) (answer, error) {
	data, err := json.Marshal(got)
	if err != nil {
		return answer{}, fmt.Errorf("encode answer: %w", err)
	}
	data, _ = domain.Sight{View: l.who.View}.Veil(reflect.TypeFor[answer](), data)
	var shown answer
	err = json.Unmarshal(data, &shown)
	return shown, err
}

// discreet takes out of a refusal the values that who asks is not shown: the rule that
// refused stays.
func (l *local) discreet(err error) error {
	if refused, ok := errors.AsType[*domain.Refused](err); ok {
		return &domain.Refused{Problems: domain.Discreet(l.who.View, refused.Problems)}
	}
	if denied, ok := errors.AsType[*domain.Denied](err); ok {
		return &domain.Denied{Problems: domain.Discreet(l.who.View, denied.Problems)}
	}
	return err
}

// whole refuses a replay of which who asks is not shown every field: a history with
// parts left out folds to a state that never was.
func whole(redacted []string, who domain.View) error {
	if len(redacted) == 0 {
		return nil
	}
	return &domain.Denied{Problems: []domain.Problem{domain.AccessView(redacted[0], who)}}
}
