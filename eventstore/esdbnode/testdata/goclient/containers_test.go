// Package esdb_test: this file stands in for the one of the same name in
// EventStore-Client-Go's own tests. That one starts EventStoreDB in Docker; this
// one connects to the nodes that a test of ours serves. All other files of the
// suite are as they come.
package esdb_test

import (
	"os"
	"testing"

	"github.com/google/uuid"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// NAME_GENERATOR is as the suite calls it.
var NAME_GENERATOR names

type names struct{}

func (names) Generate() string { return uuid.NewString() }

// Container is a node that is served by somebody else.
type Container struct{ Endpoint string }

func (*Container) Close() {}

func CreateEmptyDatabase(t *testing.T) (*Container, *esdb.Client) {
	return database(t, "TAIZHANG_EMPTY_NODE")
}

func CreatePopulatedDatabase(t *testing.T) (*Container, *esdb.Client) {
	return database(t, "TAIZHANG_POPULATED_NODE")
}

func database(t *testing.T, address string) (*Container, *esdb.Client) {
	c := &Container{os.Getenv(address)}
	return c, GetClient(t, c)
}

func GetClient(t *testing.T, c *Container) *esdb.Client {
	return CreateClient("esdb://admin:changeit@"+c.Endpoint+"?tlsverifycert=false", t)
}

func CreateClient(url string, t *testing.T) *esdb.Client {
	config, err := esdb.ParseConnectionString(url)
	if err != nil {
		t.Fatal(err)
	}
	client, err := esdb.NewClient(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func WaitForAdminToBeAvailable(*testing.T, *esdb.Client) {}

func IsESDBVersion20() bool { return false }

func GetEnvOrDefault(key, otherwise string) string {
	if value, is := os.LookupEnv(key); is {
		return value
	}
	return otherwise
}
