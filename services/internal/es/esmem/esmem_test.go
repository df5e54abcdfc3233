package esmem_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/es/estest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestContract(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC) }
	estest.Run(t, func(*testing.T) es.Store { return esmem.New(now) })
}
