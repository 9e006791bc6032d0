package esdbnode_test

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

// foreign says that the clients of others are wanted: they are fetched from the
// network, which takes minutes on a fresh machine.
func foreign(t *testing.T) {
	t.Helper()
	if os.Getenv("TAIZHANG_FOREIGN") == "" {
		t.Skip("foreign clients run in make acceptance (TAIZHANG_FOREIGN=1)")
	}
}

// missing ends a test for which something could not be fetched.
func missing(t *testing.T, what string, err error, output []byte) {
	t.Helper()
	if os.Getenv("TAIZHANG_TEST_REQUIRE") == "" {
		t.Skipf("%s could not be fetched: %v\n%s", what, err, output)
	}
	t.Fatalf("%s could not be fetched: %v\n%s", what, err, output)
}

// goSuite are the tests of EventStore-Client-Go v4.2.0 that must pass, as they
// come: the suite is compiled from the module itself with one file replaced, the
// one that starts Docker (testdata/goclient). They run over TLS with credentials.
// The events of its populated server are those of the module's own fixtures.
var goSuite = []string{
	"TestStreams/AppendTests/appendToStreamSingleEventNoStream",
	"TestStreams/AppendTests/appendWithInvalidStreamRevision",
	"TestStreams/AppendTests/appendToSystemStreamWithIncorrectCredentials",
	"TestStreams/ReadStreamTests/readStreamEventsForwardsFromZeroPosition",
	"TestStreams/ReadStreamTests/readStreamEventsBackwardsFromEndPosition",
	"TestStreams/ReadStreamTests/readStreamReturnsEOFAfterCompletion",
	"TestStreams/ReadStreamTests/readStreamNotFound",
	"TestStreams/ReadStreamTests/readStreamWithCredentialsOverride",
	"TestStreams/SubscriptionTests/streamSubscriptionDeliversAllEventsInStreamAndListensForNewEvents",
	"TestStreams/SubscriptionTests/allSubscriptionWithFilterDeliversCorrectEvents",
	"TestStreams/SubscriptionTests/subscriptionAllFilter",
	"TestStreams/SubscriptionTests/connectionClosing",
	"TestStreams/SubscriptionTests/subscriptionAllWithCredentialsOverride",
	"TestStreams/SubscriptionTests/subscriptionToStreamCaughtUpMessage",
	"TestStreams/ConnectionTests/closeConnection",
	"TestStreams/TLSTests/Default",
	"TestStreams/TLSTests/DefaultsWithCertificate",
	"TestStreams/TLSTests/WithCertificate",
	"TestStreams/TLSTests/WithCertificateFromAbsoluteFile",
	"TestStreams/TLSTests/WithCertificateFromRelativeFile",
	"TestStreams/TLSTests/WithInvalidCertificate",
	"TestStreams/TLSTests/WithoutCertificateAndVerify",
	"TestStreams/TLSTests/testTLSWithoutCertificate(",
	"TestExpectations/ReadAllTests/readAllEventsForwardsFromZeroPosition(",
	"TestExpectations/ReadAllTests/readAllEventsForwardsFromNonZeroPosition",
	"TestExpectations/ReadAllTests/readAllEventsBackwardsFromZeroPosition",
	"TestExpectations/ReadAllTests/readAllEventsBackwardsFromNonZeroPosition",
	"TestExpectations/ReadAllTests/readAllEventsWithCredentialsOverride",
}

// goSuiteRefused are run too and must fail with PermissionDenied, for a ledger
// forgets nothing.
var goSuiteRefused = []string{
	"TestStreams/ReadStreamTests/readStreamWithMaxAge",
	"TestStreams/DeleteTests/canDeleteStream",
	"TestStreams/DeleteTests/canTombstoneStream",
	"TestStreams/DeleteTests/detectStreamDeleted",
}

// goSuiteLeftOut are patterns of what is not run, with the reason.
var goSuiteLeftOut = map[string]string{
	"TestPersistentSubscriptions":               "36 tests of persistent subscriptions, which a node does not have",
	"TestProjections":                           "8 tests of projections, which a node does not have",
	"TestPlugins":                               "client certificates, a plugin of the server",
	"TestMisc":                                  "parsing inside the client, without a server",
	"TestStreams/AuthenticationTests":           "3 tests that create persistent subscriptions; the same is in AppendTests and ReadStreamTests",
	"TestStreams/AppendTests/metadataOperation": "panics where stream metadata is refused; readStreamWithMaxAge shows the refusal",
}

// TestAcceptanceGoClientSuite runs EventStore-Client-Go's own tests against nodes.
// ClusterTests is not reached: it needs three nodes.
func TestAcceptanceGoClientSuite(t *testing.T) {
	foreign(t)
	dir := goClientCopy(t)
	own, other := selfSigned(t), selfSigned(t)
	writeCertificate(t, filepath.Join(dir, "certs", "node", "node.crt"), own)
	writeCertificate(t, filepath.Join(dir, "certs", "untrusted-ca", "ca.crt"), other)
	stored := loadFixtures(t, filepath.Join(dir, "resources", "test"))
	empty := memory.New()
	defer empty.Close()
	o := esdbnode.Options{
		Append: true, TLS: own,
		Authenticate: func(user, password string) bool { return user == "admin" && password == "changeit" },
		Created:      func(r eventstore.Record) time.Time { return stored.created[r.ID] },
	}
	suite := exec.Command("go", "test", "-json", "-count=1", "-timeout=3m", "-skip", strings.Join(slices.Sorted(maps.Keys(goSuiteLeftOut)), "|"), "./esdb")
	suite.Dir = dir
	suite.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "EVENTSTORE_INSECURE=false",
		"TAIZHANG_EMPTY_NODE="+serve(t, empty, o), "TAIZHANG_POPULATED_NODE="+serve(t, stored, o))
	var complaints bytes.Buffer
	suite.Stderr = &complaints
	output, err := suite.Output() // some tests fail, and must
	results, said := parseResults(t, output)
	if len(results) == 0 {
		missing(t, "the dependencies of EventStore-Client-Go's tests", err, append(output, complaints.Bytes()...))
	}
	for _, name := range goSuite {
		if results[name] != "pass" {
			t.Errorf("%s: %q\n%s", name, results[name], said[name])
		}
	}
	for _, name := range goSuiteRefused {
		if results[name] != "fail" || !strings.Contains(said[name], "PermissionDenied") {
			t.Errorf("%s: %q, want it refused\n%s", name, results[name], said[name])
		}
	}
	for name := range results {
		if strings.Count(name, "/") == 2 && !slices.Contains(goSuite, name) && !slices.Contains(goSuiteRefused, name) {
			t.Errorf("%s: %q, and it is on no list", name, results[name])
		}
	}
	t.Logf("%d tests of EventStore-Client-Go v4.2.0 passed, %d were refused as they must be", len(goSuite), len(goSuiteRefused))
}

// goClientCopy copies the client's module, for the module cache cannot be built
// in, with our file in place of the one that starts Docker.
func goClientCopy(t *testing.T) string {
	t.Helper()
	const module = "github.com/EventStore/EventStore-Client-Go/v4"
	if output, err := exec.Command("go", "mod", "download", module).CombinedOutput(); err != nil {
		missing(t, module, err, output)
	}
	source, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "client")
	if err := os.CopyFS(dir, os.DirFS(strings.TrimSpace(string(source)))); err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile(filepath.Join("testdata", "goclient", "containers_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	theirs := filepath.Join(dir, "esdb", "containers_test.go")
	if err := errors.Join(os.Remove(theirs), os.WriteFile(theirs, ours, 0o600)); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeCertificate(t *testing.T, path string, config *tls.Config) {
	t.Helper()
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: config.Certificates[0].Certificate[0]})
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, block, 0o600)); err != nil {
		t.Fatal(err)
	}
}

// parseResults reads the output of go test -json: how each test ended, and what
// it said.
func parseResults(t *testing.T, output []byte) (results, said map[string]string) {
	t.Helper()
	results, said = make(map[string]string), make(map[string]string)
	for line := range bytes.Lines(output) {
		var e struct{ Action, Test, Output string }
		if err := json.Unmarshal(line, &e); err != nil || e.Test == "" {
			continue
		}
		switch e.Action {
		case "pass", "fail", "skip":
			results[e.Test] = e.Action
		case "output":
			said[e.Test] += e.Output
		}
	}
	return results, said
}
