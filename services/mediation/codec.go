package mediation

import (
	"strconv"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
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

	consentedV1        = "proceeding-consented-v1"
	assignedV1         = "mediators-assigned-v1"
	recusedV1          = "mediator-recused-v1"
	challengedV1       = "mediator-challenged-v1"
	challengeDecidedV1 = "challenge-decided-v1"
	invitedV1          = "persons-invited-v1"
	suspendedV1        = "proceeding-suspended-v1"
	resumedV1          = "proceeding-resumed-v1"
	extendedV1         = "proceeding-extended-v1"
	recountedV1        = "limit-recounted-v1"

	performedV1           = "agreement-performed-v1"
	defaultedV1           = "agreement-defaulted-v1"
	changedV1             = "agreement-changed-v1"
	supervisedV1          = "performance-supervised-v1"
	confirmationAppliedV1 = "confirmation-applied-v1"
	confirmationDecidedV1 = "confirmation-decided-v1"
	followedUpV1          = "proceeding-followed-up-v1"
	fedBackV1             = "referral-fed-back-v1"
	riskReportedV1        = "risk-reported-v1"
	paperFiledV1          = "paper-filed-v1"
	archivedV1            = "proceeding-archived-v1"
	supplementedV1        = "particulars-supplemented-v1"
	declinedV1            = "proceeding-declined-v1"
	answeredV1            = "referral-answered-v1"
	referredV1            = "dispute-referred-v1"
	setAsideV1            = "proceeding-set-aside-v1"
)

// The frozen names of the stored events of rosters.
const (
	establishedV1      = "committee-established-v1"
	renewedV1          = "committee-renewed-v1"
	committeeChangedV1 = "committee-changed-v1"
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
		es.Named[*proceeding.ConsentedV1](consentedV1),
		es.Named[*proceeding.AssignedV1](assignedV1),
		es.Named[*proceeding.RecusedV1](recusedV1),
		es.Named[*proceeding.ChallengedV1](challengedV1),
		es.Named[*proceeding.ChallengeDecidedV1](challengeDecidedV1),
		es.Named[*proceeding.InvitedV1](invitedV1),
		es.Named[*proceeding.SuspendedV1](suspendedV1),
		es.Named[*proceeding.ResumedV1](resumedV1),
		es.Named[*proceeding.ExtendedV1](extendedV1),
		es.Named[*proceeding.RecountedV1](recountedV1),
		es.Named[*proceeding.PerformedV1](performedV1),
		es.Named[*proceeding.DefaultedV1](defaultedV1),
		es.Named[*proceeding.ChangedV1](changedV1),
		es.Named[*proceeding.SupervisedV1](supervisedV1),
		es.Named[*proceeding.ConfirmationAppliedV1](confirmationAppliedV1),
		es.Named[*proceeding.ConfirmationDecidedV1](confirmationDecidedV1),
		es.Named[*proceeding.FollowedUpV1](followedUpV1),
		es.Named[*proceeding.FedBackV1](fedBackV1),
		es.Named[*proceeding.RiskReportedV1](riskReportedV1),
		es.Named[*proceeding.PaperFiledV1](paperFiledV1),
		es.Named[*proceeding.ArchivedV1](archivedV1),
		es.Named[*proceeding.SupplementedV1](supplementedV1),
		es.Named[*proceeding.DeclinedV1](declinedV1),
		es.Named[*proceeding.AnsweredV1](answeredV1),
		es.Named[*proceeding.ReferredV1](referredV1),
		es.Named[*proceeding.SetAsideV1](setAsideV1),
	)
}

// rosterCategory is the first part of the names of the streams of rosters: roster-<uuid>.
const rosterCategory = "roster"

// rosters is the namespace of the ids of rosters. It never changes.
var rosters = uuid.MustParse("5b0b7e3c-52a1-5d3d-8c57-9f1f5a6f0d21")

// RosterID is the id of a committee's roster: the version 5 UUID of "<unit>/<committee>".
func RosterID(of unit.Code, committee string) uuid.UUID {
	return uuid.NewSHA1(rosters, []byte(string(of)+"/"+committee))
}

// RosterCodec reads and writes the stored form of the events of rosters.
func RosterCodec() (*es.Codec[roster.Event], error) {
	return es.NewCodec[roster.Event](
		es.Named[*roster.EstablishedV1](establishedV1),
		es.Named[*roster.RenewedV1](renewedV1),
		es.Named[*roster.ChangedV1](committeeChangedV1),
	)
}
