// Package mediation is the service that keeps mediation proceedings and the rosters of committees: the shell around the rules in
// mediation/proceeding, where the state machine is drawn, and mediation/roster.
//
// Contracts: anjie.mediation.v1.MediationService and RosterService (proto/anjie/mediation/v1). "Mediators" are the assigned ones; the
// window (clerk, dispatcher) acts in their place until somebody is assigned; the chair is the role committee-chair. See access.go.
//
//	open_proceeding.go         OpenProceeding                               window, mediator, chair
//	decline_mediation.go       DeclineMediation                             window, mediator, chair
//	referral.go                AnswerReferral, FeedBackReferral, ReferDispute   window, mediator, chair
//	assignment.go              RecordConsent                                mediators, chair
//	                           AssignMediators, DecideChallenge             chair
//	                           RecuseMediator                               the mediator, chair
//	                           ChallengeMediator                            window, mediators, chair
//	                           InvitePersons                                mediators
//	clock.go                   SuspendProceeding, ResumeProceeding, RecountLimit   mediators, chair
//	                           ExtendLimit                                  chair
//	hold_session.go            HoldSession                                  mediators
//	record_agreement.go        RecordAgreement                              mediators
//	sign_agreement.go          SignAgreement                                mediators; the seal: chair
//	record_outcome.go          RecordOutcome                                mediators, chair; termination: chair
//	performance.go             RecordPerformance, SupervisePerformance      mediators, chair
//	                           ApplyForConfirmation, DecideConfirmation     mediators, chair
//	closing.go                 RecordFollowUp, ReportRisk, FilePaper        window, mediators, chair
//	                           ArchiveProceeding                            mediators, chair
//	supplement_proceeding.go   SupplementProceeding   parties, claims: window, mediators, chair; the rest: mediators, chair
//	render_document.go         RenderDocument         (DocumentService) who sees the personal parts; set_document.go, dossier/
//	set_aside_proceedings.go   SetAsideProceedings    service: intake, when the registration of a dispute is void
//	get_proceeding.go          GetProceeding          whoever may read cases; personal parts: see access.go
//	get_proceeding_history.go  GetProceedingHistory   whoever may read cases, without personal data
//	list_proceedings.go        ListProceedings        whoever may read cases, own unit and below
//	list_facts.go              ListFacts, FollowFacts services, auditors: the second road of facts
//	roster_service.go          EstablishCommittee, RenewCommittee, ChangeCommittee   chair, administrator
//	get_committee.go, list_committees.go   GetCommittee, ListCommittees     whoever may read cases, administrator
//
// Streams: proceeding-<uuid>, one per proceeding. The uuid is derived from the dispute and the ordinal (ProceedingID in codec.go),
// which is why two proceedings of a dispute are never open at once: the next one is opened by being the first to write under its
// name, after the one before has ended for good. roster-<uuid>, one per committee, derived from its unit and code. Events: codec.go,
// golden forms in testdata/events and testdata/roster_events.
//
// Subjects: anjie.mediation.proceeding.opened, .session-held, .suspended, .resumed, .extended, .agreement-effective, .ended,
// .performance-recorded, .confirmation-decided and .referral-fed-back carry mediation.v1.Fact; publish.go makes it from stored
// events and is the only place that knows both forms.
//
// Tables: view_proceedings.proceeding, .obligation and .committee (view_queue.go). They can be dropped and rebuilt from the log at
// any time, and they hold no personal data.
//
// Limits are data of proceeding/modes.go with their legal sources, and are counted with the calendar of Deps. Where the days off of
// the year in which a limit ends are not known yet, the due date stays open with a warning, and RecountLimit fills it in later.
// A rule may also say in how many working days it is decided whether to accept; who decides later is warned, and not refused. A local rule
// is offered where it is law and nowhere else.
//
// Services do not read each other's streams: the parties of a proceeding come with the command that opens it, from the client; intake is
// asked whether it may be opened (admission.go) and who stands in for whom (stand_in.go); and what a proceeding's end means for its
// dispute is decided by intake, which hears of it as a fact.
package mediation
