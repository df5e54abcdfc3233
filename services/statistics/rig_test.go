package statistics_test

import (
	"strconv"
	"testing"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"

	"anjie.internal/services/statistics/figure"
)

func number(t *testing.T, s string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func logPosition(p figure.Position) *logv1.Position {
	return &logv1.Position{Commit: p.Commit, Prepare: p.Prepare}
}
