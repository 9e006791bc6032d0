package analytics

const childEnv = "TAIZHANG_ANALYTICS_TEST_CHILD"

func runChild(string) int { return 0 }
