package dispute

import (
	"context"      // want: core intake/dispute imports context: a core is pure
	"crypto/rand"  // want: imports crypto/rand: a core is pure
	"database/sql" // want: imports database/sql
	"log/slog"     // want: imports log/slog
	"math/rand/v2" // want: imports math/rand/v2
	"net/http"     // want: imports net/http
	"os"           // want: imports os: a core is pure
	"strings"
	"sync"        // want: imports sync: a core is pure
	"sync/atomic" // want: imports sync/atomic
	"time"

	"github.com/google/uuid" // want: imports github.com/google/uuid: third-party code would be part of the rules

	"anjie.internal/proto/gen/anjie/intake/v1" // want: rules are not written in terms of messages
	"anjie.internal/services/intake"           // want: core intake/dispute imports anjie.internal/services/intake: a core is pure
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/es" // want: imports anjie.internal/services/internal/es: a core is pure
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/mediation/proceeding" // want: imports anjie.internal/services/mediation/proceeding: a core is pure
)
