package suite

import (
	"github.com/anishathalye/porcupine"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/pg/pgtest"
)
