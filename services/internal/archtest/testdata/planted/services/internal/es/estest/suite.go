package estest

import (
	"os"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/es"
	"pgregory.net/rapid"
)
