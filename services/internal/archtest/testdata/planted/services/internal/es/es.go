package es

import (
	"os"

	"github.com/jackc/pgx/v5" // want: internal/es imports github.com/jackc/pgx/v5, which belongs to

	"anjie.internal/proto/gen/anjie/intake/v1" // want: the platform knows no service, not even its messages
	"anjie.internal/proto/gen/anjie/log/v1"
	"anjie.internal/services/intake"             // want: the platform knows no service: it must serve the next one unchanged
	"anjie.internal/services/internal/es/estest" // want: test packages carry faults and fixtures
	"anjie.internal/services/internal/pg"
)
