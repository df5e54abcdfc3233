package intake

import (
	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/es"
)

// importCategory is the first part of the names of the streams of imports: import-<uuid>.
const importCategory = "import"

// The frozen names of stored events. They are never changed and never reused.
const (
	importStartedV1   = "import-started-v1"
	importCompletedV1 = "import-completed-v1"
	importRevertedV1  = "import-reverted-v1"
)

// ImportCodec reads and writes the stored form of import events.
func ImportCodec() (*es.Codec[ledgerimport.Event], error) {
	return es.NewCodec[ledgerimport.Event](
		es.Named[*ledgerimport.StartedV1](importStartedV1),
		es.Named[*ledgerimport.CompletedV1](importCompletedV1),
		es.Named[*ledgerimport.RevertedV1](importRevertedV1),
	)
}
