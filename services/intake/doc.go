// Package intake is the service that takes disputes in at one window and through their whole life: the shell around the rules in
// intake/dispute, intake/profile and intake/ledgerimport.
//
// Contract: anjie.intake.v1.IntakeService (proto/anjie/intake/v1).
//
//	register_dispute.go      RegisterDispute      clerk; grid worker and mediator what they find, see finders.go
//	withdraw_dispute.go      WithdrawDispute      clerk, dispatcher
//	get_dispute.go           GetDispute           whoever may read cases; personal parts: see access.go
//	list_disputes.go         ListDisputes         whoever may read cases, own unit and below; the queues: listing.go
//	query_case.go            QueryCase            by case code, without personal data: navigator, subscriber, service
//	get_dispute_history.go   GetDisputeHistory    whoever may read cases, without personal data
//	admit_proceeding.go      AdmitProceeding      service: mediation asks before it opens a proceeding
//	list_facts.go            ListFacts, FollowFacts   services, auditors: the second road of facts
//
// Contract: anjie.intake.v1.DisputeService, the steps of a dispute. order.go carries them all out in one way; access.go says who may.
//
//	accept_dispute.go        AcceptDispute, MarkUrgent
//	refuse_dispute.go        RefuseDispute
//	merge_dispute.go         MergeDispute, UnmergeDispute
//	link_dispute.go          LinkDispute, UnlinkDispute
//	classify_dispute.go      ClassifyDispute
//	assess_risk.go           AssessRisk: of the case, never of a person
//	ownership.go             OfferOwnership, TakeOwnership
//	dispatch_dispute.go      DispatchDispute, ReassignDispute
//	acknowledge_dispatch.go  AcknowledgeDispatch
//	objection.go             ObjectToDispatch, DecideObjection
//	jurisdiction.go          DisputeJurisdiction, DecideJurisdiction
//	sub_task.go              OpenSubTask, ReturnSubTask
//	conclude_dispute.go      ConcludeDispute, CloseOnSpot, ReopenDispute
//	correct_dispute.go       CorrectDispute
//	follow_up.go             RecordFollowUp, RateDispute
//	archive_dispute.go       ArchiveDispute, VoidDispute
//
// Policies: on_proceeding.go learns from mediation's facts (mediation_facts.go) that proceedings are opened and how they end, and
// concludes; on_import_reverted.go voids the disputes of a reverted import; on_dispute_voided.go has mediation set the proceedings of a
// void registration aside, and on_proceeding.go what is opened after that.
//
// Contract: anjie.intake.v1.ProfileService, what a city decides for itself; rules in intake/profile.
//
//	publish_profile.go       PublishProfile, CheckProfile   administrator
//	get_profile.go           GetProfile, DiffProfiles       everybody who acts for a unit of the city
//	resolve_route.go         ResolveRoute                   the same
//	list_units.go            ListUnits                      the same
//
// Commands ask profiles.go for the profile that holds for a unit at a moment. profile_yaml.go reads the form in which people write one.
//
// Contract: anjie.intake.v1.SearchService, in a type of its own (search.go): disputes by what is sealed, through the blind index.
//
//	search_disputes.go       SearchDisputes       clerk, dispatcher; mediator, committee chair of the own unit
//	find_duplicates.go       FindDuplicates       clerk, dispatcher; in all units, see likeness.go
//
// Streams: profile-<uuid5 of the city's code>, one per city; event profile-published-v1 (profile_codec.go, testdata/profile-events).
//
// Contract: anjie.intake.v1.ImportService, in a type of its own (imports.go).
//
//	start_import.go          StartImport          clerk
//	complete_import.go       CompleteImport       clerk
//	revert_import.go         RevertImport         dispatcher; on_import_reverted.go then voids the disputes of the import
//	get_import.go            GetImport            clerk, dispatcher, leader, supervisor, auditor
//	list_imports.go          ListImports          the same
//
// Streams: import-<uuid>, one per import of a ledger (codec_imports.go, rules in intake/ledgerimport); dispute-<uuid>, one per dispute
// (codec.go names the events, golden forms in testdata/events).
//
// Subjects: anjie.intake.dispute.<kind of step> carry intake.v1.Fact; publish.go and steps.go make it from stored events and are the
// only place that knows both forms.
//
// Tables: view_index.dispute and view_index.party, keyed tokens of what is sealed (view_index.go; blind.go makes them), which go
// with the keys of a case (ForgetIndex); view_imports.import and view_imports.dispute, which dispute came with which import (view_imports.go);
// view_queue.dispute, the queue, with serial and desk beside it (view_queue.go). All can be dropped and rebuilt from the log at any time, and the queue
// holds no personal data.
//
// Every write goes through one command loop (es.Handler): repeat detection, exact revision, sealing, metadata. The service
// keeps nothing in memory that it could not lose.
package intake
