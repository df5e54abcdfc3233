package main

import (
	"github.com/anything/small"

	"anjie.internal/proto/gen/anjie/intake/v1"
	"anjie.internal/services/internal/fault" // want: tools speak only the public contract
	"anjie.internal/tools/cmd/ledger/format"
)
