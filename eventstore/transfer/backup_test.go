package transfer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

var made = Header{Kind: "DEMO", Made: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), By: "taizhang test"}

// written makes a backup file of a log.
func written(t testing.TB, log Log) (*Backup, Sum) {
	t.Helper()
	b, sum, err := WriteFile(t.Context(), filepath.Join(t.TempDir(), "b"), func(w io.Writer) error {
		return Write(t.Context(), w, log, made)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b, sum
}

func unpacked(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := r.DecodeAll(data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The form of a backup is frozen: what was written once is read for ever.
func TestBackupText(t *testing.T) {
	store := memory.New()
	put := func(stream string, expect eventstore.Revision, id, data, meta string) {
		e := eventstore.Event{ID: uuid.MustParse(id), Type: "事件", Data: []byte(data), Meta: []byte(meta)}
		if _, err := store.Append(t.Context(), stream, expect, e); err != nil {
			t.Fatal(err)
		}
	}
	put("parcel-1", -1, "11111111-1111-1111-1111-111111111111", "{\"名\":\"甲\\n\"}", "\b\f\n\r\t\x00\x1f\x7f/<>&\u2028")
	put("parcel-1", 0, "22222222-2222-2222-2222-222222222222", "\xff\xfe\x00", "")
	b, sum := written(t, store)
	at := records(t, store)
	lines := `{"position":"` + string(at[0].Position) + `","stream":"parcel-1","revision":0,"id":"11111111-1111-1111-1111-111111111111","type":"事件","data":"{\"名\":\"甲\\n\"}","meta":"\b\f\n\r\t\u0000\u001f` + "\x7f/<>&\u2028" + `"}
{"position":"` + string(at[1].Position) + `","stream":"parcel-1","revision":1,"id":"22222222-2222-2222-2222-222222222222","type":"事件","data64":"//4A","meta":""}
`
	bare := regexp.MustCompile(`(?m)^\{"position":"[^"]*",`).ReplaceAllString(lines, "{")
	digest := sha256.Sum256([]byte(bare))
	want := `{"format":"taizhang-backup","version":1,"kind":"DEMO","head":"` + string(at[1].Position) + `","made":"2026-11-23T00:00:00Z","by":"taizhang test"}
` + lines + `{"records":2,"sha256":"` + hex.EncodeToString(digest[:]) + "\"}\n"
	if got := unpacked(t, b.path); got != want {
		t.Errorf("the text is\n%s\nwant\n%s", got, want)
	}
	if sum != (Sum{2, hex.EncodeToString(digest[:])}) {
		t.Errorf("sum is %v", sum)
	}
}

// A backup brings back the very ledger, whatever its bytes, and has its sum.
func TestBackupAndRestore(t *testing.T) {
	for _, n := range []int{0, 1, recordsPerBatch, 2000} {
		store, back := memory.New(), memory.New()
		ledger(t, store, n, uint64(n))
		b, sum := written(t, store)
		r, err := Move(t.Context(), b.Records, back, nil)
		if err != nil || r.Target != sum {
			t.Fatalf("%d records: %+v, want %v: %v", n, r, sum, err)
		}
		equal(t, store, back)
		direct, err := Survey(t.Context(), present(t, store), nil)
		if err != nil || direct != sum {
			t.Errorf("the store's sum is %v, its backup's %v: %v", direct, sum, err)
		}
	}
}

// A backup that is made while others write holds the log up to some record, whole.
func TestBackupWhileWriting(t *testing.T) {
	store := memory.New()
	ledger(t, store, 500, 3)
	ctx, cancel := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for i := range 4 {
		writers.Go(func() {
			for next := eventstore.NoStream; ctx.Err() == nil; next++ {
				store.Append(ctx, fmt.Sprint("writer-", i), next, eventstore.Event{ID: uuid.New(), Type: "T"})
			}
		})
	}
	b, sum := written(t, store)
	cancel()
	writers.Wait()
	all := records(t, store)
	if sum.Records < 500 || sum.Records > int64(len(all)) || all[sum.Records-1].Position != b.Head {
		t.Fatalf("%d records up to %s, the log has %d", sum.Records, b.Head, len(all))
	}
	if _, _, err := Prove(t.Context(), UpTo(store, b.Head), b.Records, nil); err != nil {
		t.Error(err)
	}
}

// No damage passes: bits of every byte of a backup turned, and each cut, is an error or
// leaves every record as it was. Nothing is restored from what is damaged.
func TestDamagedBackup(t *testing.T) {
	store := memory.New()
	ledger(t, store, 8, 4)
	b, sum := written(t, store)
	whole, err := os.ReadFile(b.path)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "damaged")
	tried, harmless := 0, 0
	try := func(what string, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		tried++
		target := memory.New()
		got, err := Move(t.Context(), (&Backup{path: path}).Records, target, nil)
		switch {
		case err == nil && got.Target == sum:
			harmless++
		case err == nil:
			t.Errorf("%s: passed as %v", what, got)
		case !errors.Is(err, ErrBackup) || !strings.Contains(err.Error(), path):
			t.Errorf("%s: %v", what, err)
		case len(records(t, target)) > 0:
			t.Errorf("%s: %d records were restored", what, len(records(t, target)))
		}
	}
	for i := range whole {
		try(fmt.Sprint("cut at ", i), whole[:i])
		bits := 8
		if i > 32 && i < len(whole)-16 {
			bits = 1 // of the packed text itself
		}
		for bit := range bits {
			turned := bytes.Clone(whole)
			turned[i] ^= 1 << bit
			try(fmt.Sprintf("bit %d of byte %d", bit, i), turned)
		}
	}
	t.Logf("%d bytes, %d damaged files, %d of them without effect", len(whole), tried, harmless)
	if harmless > 16 { // an unused bit and the size of the window
		t.Errorf("%d changes had no effect", harmless)
	}
}

// A text that was changed and packed again is caught by its digest, and the line
// is named where the text itself is wrong.
func TestChangedBackup(t *testing.T) {
	store := memory.New()
	ledger(t, store, 12, 5)
	b, _ := written(t, store)
	text := strings.SplitAfter(strings.TrimSuffix(unpacked(t, b.path), "\n"), "\n")
	text[len(text)-1] += "\n"
	n := len(text)
	edit := func(change func([]string) []string) string {
		return strings.Join(change(append([]string(nil), text...)), "")
	}
	for name, c := range map[string]struct{ text, says string }{
		"a word":        {edit(func(l []string) []string { l[4] = strings.Replace(l[4], `"type":"`, `"type":"x`, 1); return l }), "the end promises"},
		"a line out":    {edit(func(l []string) []string { return append(l[:3:3], l[4:]...) }), "the end promises"},
		"two swapped":   {edit(func(l []string) []string { l[3], l[4] = l[4], l[3]; return l }), "the end promises"},
		"no end":        {edit(func(l []string) []string { return l[:n-1] }), "after record 12"},
		"more":          {edit(func(l []string) []string { return append(l, l[1]) }), "line 15 is behind the end"},
		"not JSON":      {edit(func(l []string) []string { l[6] = "{\n"; return l }), "line 7 (record 6)"},
		"a member":      {edit(func(l []string) []string { l[6] = strings.Replace(l[6], `"stream"`, `"strom"`, 1); return l }), "line 7 (record 6)"},
		"no header":     {edit(func(l []string) []string { return l[1:] }), "line 1 is not the header"},
		"later version": {strings.Replace(strings.Join(text, ""), `"version":1`, `"version":2`, 1), "version 2"},
		"empty":         {"", "no line can be read"},
	} {
		path := filepath.Join(t.TempDir(), "changed")
		var packed bytes.Buffer
		w, _ := zstd.NewWriter(&packed)
		w.Write([]byte(c.text))
		w.Close()
		if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Survey(t.Context(), (&Backup{path: path}).Records, nil)
		if !errors.Is(err, ErrBackup) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// A backup has its name when it is whole, or none; an older one is not replaced.
func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "b")
	broken := errors.New("broken")
	for name, fill := range map[string]func(io.Writer) error{
		"fails": func(w io.Writer) error {
			return errors.Join(Write(t.Context(), w, memory.New(), made), broken)
		},
		"short": func(w io.Writer) error { _, err := w.Write([]byte("half")); return err },
	} {
		if _, _, err := WriteFile(t.Context(), path, fill); !errors.Is(err, broken) && !errors.Is(err, ErrBackup) {
			t.Errorf("%s: %v", name, err)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s leaves %v", name, left)
		}
	}
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := WriteFile(t.Context(), path, func(io.Writer) error { return nil }); !errors.Is(err, fs.ErrExist) {
		t.Errorf("an existing file: %v", err)
	}
	if old, _ := os.ReadFile(path); string(old) != "old" {
		t.Errorf("it was replaced: %q", old)
	}
}
