package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"taizhang/projections/analytics"
	"taizhang/projections/analytics/chdb"
)

// needEngine tells the program where the analytics engine is, and skips a test without one.
func needEngine(t *testing.T) {
	t.Helper()
	lib, err := chdb.Find()
	if err != nil {
		if os.Getenv("TAIZHANG_TEST_REQUIRE") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	t.Setenv(chdb.LibraryEnv, lib)
}

// Analytics that were made from another log are noticed when they are opened: those
// of the directory are emptied for the log that is there now, and verify then finds
// them right. The log here is another city of the same size.
func TestAnalyticsOfAnotherLogAreRebuilt(t *testing.T) {
	needEngine(t)
	at := place{Data: filepath.Join(t.TempDir(), "city")}
	for _, seed := range []string{"1", "2"} {
		args := []string{"demo", "--parcels", "50", "--seed", seed, "--today", "2026-11-20", "--data", at.Data}
		if code := run(t.Context(), args, quiet(t)); code != exitOK {
			t.Fatalf("demo ended with %d", code)
		}
		if seed == "2" {
			foreign(t, at)
		}
		if code := run(t.Context(), []string{"verify", "--data", at.Data}, quiet(t)); code != exitOK {
			t.Fatalf("seed %s: verify ended with %d", seed, code)
		}
		for _, path := range []string{at.store(), at.recipe()} { // another log, the analytics stay
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// foreign expects that the analytics of a place do not belong to its log.
func foreign(t *testing.T, at place) {
	t.Helper()
	store, err := at.openEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	db := new(analyticsDB)
	conn, err := db.connect(at, "embedded")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	defer conn.Close()
	if db.Analytics, err = analytics.Open(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	err = db.Belongs(t.Context(), store)
	if _, ok := errors.AsType[*analytics.Foreign](err); !ok {
		t.Errorf("the analytics of another log: %v", err)
	}
}
