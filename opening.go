package taizhang

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// open reads what the ledger is, and makes a new one what it is to be. Two
// processes that open a new ledger at once settle it by the expected revision.
func (l *Ledger) open(ctx context.Context, kind domain.Code) (domain.Code, error) {
	for range attemptsMax {
		is, err := Kind(ctx, l.store)
		switch {
		case err != nil:
			return "", err
		case is != "" && kind != "" && is != kind:
			return "", fmt.Errorf("it is %s, asked for %s: %w", is, kind, ErrKind)
		case is != "":
			return is, nil
		}
		if kind == "" {
			kind = domain.Real
		}
		if err := l.declare(ctx, kind); err != nil && !errors.Is(err, eventstore.ErrConflict) {
			return "", err
		}
	}
	return "", fmt.Errorf("gave up after %d attempts: %w", attemptsMax, eventstore.ErrConflict)
}

// Kind reads whether the ledger in a store is a demo or real; it is empty for a
// store without a ledger.
func Kind(ctx context.Context, store eventstore.Store) (domain.Code, error) {
	for rec, err := range store.Read(ctx, domain.LedgerStream, 0) {
		if err != nil {
			return "", err
		}
		opening, err := domain.DecodeOpening(rec.Data)
		return opening.Kind, err
	}
	return "", nil
}

func (l *Ledger) declare(ctx context.Context, kind domain.Code) error {
	data, err := domain.EncodeOpening(domain.Opening{Kind: kind, OpenedAt: l.now().UTC().Truncate(time.Microsecond)})
	if err != nil {
		return err
	}
	id, err := uuid.NewRandomFromReader(l.random)
	if err != nil {
		return err
	}
	_, err = l.store.Append(ctx, domain.LedgerStream, eventstore.NoStream,
		eventstore.Event{ID: id, Type: domain.OpeningType, Data: data, Meta: []byte("{}")})
	return err
}
