package mediation

import (
	"strconv"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/mediation/proceeding"
)

// category is the first part of the names of the streams: proceeding-<uuid>.
const category = "proceeding"

// streams passes the events of proceedings and nothing else.
func streams() es.Filter { return es.Filter{Streams: []string{category + "-"}} }

// proceedings is the namespace of the ids of proceedings. It never changes.
var proceedings = uuid.MustParse("0d0c6a86-6f4f-5b52-9a0b-2f7f1f0a7c55")

// ProceedingID is the id of the n-th proceeding of a dispute, counted from 1: the version 5 UUID of "<dispute>/<n>". The next
// proceeding is opened by being the first to write under its id, and only after the one before has ended, for good. So no two of a
// dispute are ever open at once, whatever runs beside: the event store's exact revisions decide, without a second stream.
func ProceedingID(dispute uuid.UUID, n int) uuid.UUID {
	return uuid.NewSHA1(proceedings, []byte(dispute.String()+"/"+strconv.Itoa(n)))
}

// The frozen names of stored events. They are never changed and never reused.
const (
	openedV1             = "proceeding-opened-v1"
	sessionHeldV1        = "proceeding-session-held-v1"
	agreementRecordedV1  = "agreement-recorded-v1"
	agreementSignedV1    = "agreement-signed-v1"
	agreementEffectiveV1 = "agreement-effective-v1"
	agreedV1             = "proceeding-agreed-v1"
	failedV1             = "proceeding-failed-v1"
	withdrawnV1          = "proceeding-withdrawn-v1"
	refusedV1            = "proceeding-refused-v1"
	terminatedV1         = "proceeding-terminated-v1"
)

// Codec reads and writes the stored form of the events of proceedings.
func Codec() (*es.Codec[proceeding.Event], error) {
	return es.NewCodec[proceeding.Event](
		es.Named[*proceeding.OpenedV1](openedV1),
		es.Named[*proceeding.SessionHeldV1](sessionHeldV1),
		es.Named[*proceeding.AgreementRecordedV1](agreementRecordedV1),
		es.Named[*proceeding.AgreementSignedV1](agreementSignedV1),
		es.Named[*proceeding.AgreementEffectiveV1](agreementEffectiveV1),
		es.Named[*proceeding.AgreedV1](agreedV1),
		es.Named[*proceeding.FailedV1](failedV1),
		es.Named[*proceeding.WithdrawnV1](withdrawnV1),
		es.Named[*proceeding.RefusedV1](refusedV1),
		es.Named[*proceeding.TerminatedV1](terminatedV1),
	)
}
