package esdbnode_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

// npmChecks is how many checks testdata/npm/client.mjs prints.
const npmChecks = 13

// npmPatience ends a script that waits for what never comes.
const npmPatience = time.Minute

// TestAcceptanceNpmClient runs @eventstore/db-client, at the version that the lock
// file says, through testdata/npm/client.mjs.
func TestAcceptanceNpmClient(t *testing.T) {
	foreign(t)
	dir := filepath.Join(t.TempDir(), "npm")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "npm"))); err != nil {
		t.Fatal(err)
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
	install.Dir = dir
	if output, err := install.CombinedOutput(); err != nil {
		missing(t, "@eventstore/db-client", err, output)
	}
	open, shut := memory.New(), memory.New()
	defer open.Close()
	defer shut.Close()
	interleaved(t, open, 40)
	interleaved(t, shut, 40)
	ctx, cancel := context.WithTimeout(t.Context(), npmPatience)
	defer cancel()
	script := exec.CommandContext(ctx, "node", "client.mjs")
	script.Dir = dir
	script.Env = append(os.Environ(),
		"TAIZHANG_NODE=esdb+discover://"+serve(t, open, esdbnode.Options{Append: true})+"?tls=false",
		"TAIZHANG_READONLY_NODE=esdb://"+serve(t, shut, esdbnode.Options{})+"?tls=false")
	script.WaitDelay = time.Second
	output, err := script.CombinedOutput()
	if held := strings.Count(string(output), "\n"); err != nil || held != npmChecks {
		t.Fatalf("%d of %d checks held: %v\n%s", held, npmChecks, err, output)
	}
	t.Logf("%d checks of @eventstore/db-client held", npmChecks)
}
