package main

import (
	"context"
	"errors"
	"time"

	"github.com/codenotary/immudb/embedded/logger"
	"github.com/codenotary/immudb/embedded/store"
)

// An immu is immudb's storage inside the process. It has a group commit of its
// own, but each transaction costs it so much that the committer's larger ones are
// several times faster.
type immu struct{ store *store.ImmuStore }

// immuSync is how often immudb looks whether there is something to sync. There
// is no way to have it sync at once.
const immuSync = time.Millisecond

const (
	immuKeyMax   = 256
	immuValueMax = 1 << 20
)

func openImmudb(dir string) (*immu, error) {
	s, err := store.Open(dir, store.DefaultOptions().
		WithSynced(true).
		WithSyncFrequency(immuSync).
		WithMaxTxEntries(groupRowsMax).
		WithMaxKeyLen(immuKeyMax).
		WithMaxValueLen(immuValueMax).
		WithLogger(logger.NewMemoryLogger()))
	if err != nil {
		return nil, err
	}
	return &immu{s}, nil
}

func (m *immu) write(rows []row) error {
	ctx := context.Background()
	tx, err := m.store.NewWriteOnlyTx(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := tx.Set(streamKey(r.stream, r.revision), nil, r.body); err != nil {
			return errors.Join(err, tx.Cancel())
		}
	}
	_, err = tx.AsyncCommit(ctx) // durable, and indexed a little later
	return err
}

func (m *immu) replay(_ context.Context, each func(stored)) error {
	if m.store.TxCount() == 0 {
		return nil
	}
	reader, err := m.store.NewTxReader(1, false, store.NewTx(groupRowsMax, immuKeyMax))
	if err != nil {
		return err
	}
	for {
		tx, err := reader.Read()
		if errors.Is(err, store.ErrNoMoreEntries) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, entry := range tx.Entries() {
			body, err := m.store.ReadValue(entry)
			if err != nil {
				return err
			}
			if err := give(body, each); err != nil {
				return err
			}
		}
	}
}

func (m *immu) read(ctx context.Context, stream string, each func(stored)) error {
	snapshot, err := m.store.SnapshotMustIncludeTxID(ctx, nil, m.store.LastCommittedTxID())
	if err != nil {
		return err
	}
	defer snapshot.Close()
	reader, err := snapshot.NewKeyReader(store.KeyReaderSpec{Prefix: append([]byte(stream), 0)})
	if err != nil {
		return err
	}
	defer reader.Close()
	for {
		_, value, err := reader.Read(ctx)
		if errors.Is(err, store.ErrNoMoreEntries) {
			return nil
		}
		if err != nil {
			return err
		}
		body, err := value.Resolve()
		if err != nil {
			return err
		}
		if err := give(body, each); err != nil {
			return err
		}
	}
}

func (m *immu) Close() error { return m.store.Close() }
