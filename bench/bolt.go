package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"path/filepath"

	"go.etcd.io/bbolt"
)

var (
	boltLog   = []byte("log")   // position → body
	boltIndex = []byte("index") // stream, 0, revision → position
)

// A bolt is bbolt, which syncs twice in each transaction.
type bolt struct{ db *bbolt.DB }

func openBolt(dir string) (*bolt, error) {
	db, err := bbolt.Open(filepath.Join(dir, "bolt"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoFreelistSync: true})
	if err != nil {
		return nil, err
	}
	return &bolt{db}, db.Update(func(tx *bbolt.Tx) error {
		if _, err := tx.CreateBucketIfNotExists(boltLog); err != nil {
			return err
		}
		_, err := tx.CreateBucketIfNotExists(boltIndex)
		return err
	})
}

func (b *bolt) write(rows []row) error {
	return b.db.Update(func(tx *bbolt.Tx) error {
		log, index := tx.Bucket(boltLog), tx.Bucket(boltIndex)
		log.FillPercent = 1 // it only grows at its end
		for _, r := range rows {
			position := binary.BigEndian.AppendUint64(nil, r.position)
			if err := log.Put(position, r.body); err != nil {
				return err
			}
			if err := index.Put(streamKey(r.stream, r.revision), position); err != nil {
				return err
			}
		}
		return nil
	})
}

// streamKey orders the events of a stream by their revision.
func streamKey(stream string, revision uint64) []byte {
	return binary.BigEndian.AppendUint64(append([]byte(stream), 0), revision)
}

func (b *bolt) replay(_ context.Context, each func(stored)) error {
	return b.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(boltLog).ForEach(func(_, body []byte) error { return give(body, each) })
	})
}

// give decodes a copy of a body, for the memory is the database's.
func give(body []byte, each func(stored)) error {
	e, err := decode(bytes.Clone(body))
	if err == nil {
		each(e)
	}
	return err
}

func (b *bolt) read(_ context.Context, stream string, each func(stored)) error {
	return b.db.View(func(tx *bbolt.Tx) error {
		log, index := tx.Bucket(boltLog), tx.Bucket(boltIndex).Cursor()
		prefix := append([]byte(stream), 0)
		for key, position := index.Seek(prefix); bytes.HasPrefix(key, prefix); key, position = index.Next() {
			if err := give(log.Get(position), each); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *bolt) Close() error { return b.db.Close() }
