// Package mediation is the service that keeps mediation proceedings: the shell around the rules in mediation/proceeding.
//
// Contract: anjie.mediation.v1.MediationService (proto/anjie/mediation/v1).
//
//	open_proceeding.go         OpenProceeding         clerk, dispatcher, mediator, committee-chair
//	hold_session.go            HoldSession            the assigned mediators
//	record_agreement.go        RecordAgreement        the assigned mediators
//	sign_agreement.go          SignAgreement          the assigned mediators; the seal: committee-chair
//	record_outcome.go          RecordOutcome          the assigned mediators, committee-chair; before that the window
//	get_proceeding.go          GetProceeding          whoever may read cases; personal parts: see access.go
//	get_proceeding_history.go  GetProceedingHistory   whoever may read cases, without personal data
//	list_proceedings.go        ListProceedings        whoever may read cases, own unit and below
//	list_facts.go              ListFacts, FollowFacts services, auditors: the second road of facts
//
// Streams: proceeding-<uuid>, one per proceeding; the uuid is derived from the dispute and the ordinal (codec.go), which is why
// two proceedings of a dispute are never open at once. Events: codec.go, golden forms in testdata/events.
//
// Subjects: anjie.mediation.proceeding.opened, .session-held, .agreement-effective and .ended carry mediation.v1.Fact; publish.go
// makes it from stored events and is the only place that knows both forms.
//
// Tables: view_proceedings.proceeding, the queue (view_queue.go). It can be dropped and rebuilt from the log at any time, and it
// holds no personal data.
//
// Services do not read each other: the parties of a proceeding come with the command that opens it, from the client, and what a
// proceeding's end means for its dispute is decided by intake, which hears of it as a fact.
package mediation
