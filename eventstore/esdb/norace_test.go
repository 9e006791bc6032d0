//go:build !race

package esdb

import "testing"

// outage marks a test that loses the connection while calls run; see race_test.go.
func outage(*testing.T) {}
