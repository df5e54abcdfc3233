package eventstore

import (
	"testing"

	"anjie.internal/services/internal/pg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m, Migrate) }
