package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"
)

// A spread is a median with the least and the greatest.
type spread struct{ least, median, greatest float64 }

func spreadOf(values []float64) spread {
	if len(values) == 0 {
		return spread{}
	}
	v := slices.Sorted(slices.Values(values))
	mid := v[len(v)/2]
	if len(v)%2 == 0 {
		mid = (v[len(v)/2-1] + mid) / 2
	}
	return spread{v[0], mid, v[len(v)-1]}
}

// quotients divides round by round, for the rounds of one minute saw the same
// neighbours.
func quotients(a, b []float64) spread {
	var q []float64
	for i := range min(len(a), len(b)) {
		if b[i] > 0 {
			q = append(q, a[i]/b[i])
		}
	}
	return spreadOf(q)
}

// A footprint is the size of an engine's files: all, and those that are not its
// write-ahead log.
type footprint struct{ all, kept int64 }

func footprintOf(dir, wal string) (f footprint, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		f.all += info.Size()
		if !isWAL(dir, path, wal) {
			f.kept += info.Size()
		}
		return nil
	})
	return f, err
}

// isWAL: the pattern is that of a file name or of a directory below the root.
func isWAL(dir, path, pattern string) bool {
	name, _ := filepath.Match(pattern, filepath.Base(path))
	below, err := filepath.Rel(filepath.Join(dir, pattern), path)
	return name || err == nil && pattern != "" && filepath.IsLocal(below)
}

// rate writes events per second as people say them.
func rate(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.2f M", v/1e6)
	case v >= 1e5:
		return fmt.Sprintf("%.0f k", v/1e3)
	case v >= 1e4:
		return fmt.Sprintf("%.1f k", v/1e3)
	default:
		return fmt.Sprintf("%.0f", v)
	}
}

func took(d time.Duration) string { return d.Round(time.Second).String() }
