package dispute

import (
	"os"
	"time"

	"anjie.internal/services/internal/pg/pgtest"
	"pgregory.net/rapid"
)

var _ = time.Now
