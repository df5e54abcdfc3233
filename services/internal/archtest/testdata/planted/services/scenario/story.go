package scenario

import (
	"anjie.internal/services/intake"
	"anjie.internal/services/statistics"
)
