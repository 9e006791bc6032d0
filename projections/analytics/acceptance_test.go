package analytics

import (
	"os"
	"testing"
)

// The properties on more cases than the usual tests have time for.
func TestPropertiesAcceptance(t *testing.T) {
	if os.Getenv(killsEnv) == "" {
		t.Skip("make acceptance checks the properties on more cases")
	}
	t.Run("efficiency", TestEfficiencyAgreesWithASecondComputation)
	t.Run("metrics", TestMetricsAgreeWithASecondComputation)
	t.Run("as known", TestAsKnownAtAPosition)
	t.Run("tables", TestTheTablesAreAFunctionOfTheLog)
	t.Run("reach", TestAReachIsAnsweredAsIfThereWereNoOtherLand)
	t.Run("differencing", TestNoQueriesIsolateFewerThanThreeEnterprises)
}
