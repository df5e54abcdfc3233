// Package dispute holds the rules of a dispute's whole life at the centre: registration, acceptance or refusal, dispatch,
// conclusion, and what comes after it.
//
// # The machine
//
//	Register ──► registered ──Accept──► accepted ──Dispatch──► dispatched ──Acknowledge──► handling
//	                 │                     ▲                        ▲ │                       │ │
//	                 │ Refuse              │      Reassign, ruling  └─┼───────────────────────┘ │
//	                 ▼                     │                          │                         │
//	              refused                  └────── lead's upheld ────┴─────────────────────────┘
//
//	any of the four that are open ──Conclude──► concluded ──Archive──► archived
//	                              ──Withdraw──► withdrawn ──Archive──► archived
//	                              ──Merge─────► merged
//	                                            refused ────Archive──► archived
//
//	Reopen   from concluded, withdrawn, refused and archived, back to where the dispute stood
//	Unmerge  from merged, back to where it stood
//	Void     from everywhere to voided, for ever
//
// Acknowledge is the lead handler's here; a ruling is DecideJurisdiction. Both it and Reassign begin a new round.
//
// The table is printed by a test from what Decide answers. A column is where the dispute stands, a cell where it stands after
// the command; a dot is a refusal, and testdata/refusals.txt says which.
//
//	                     registered accepted   dispatched handling   concluded  archived   refused    withdrawn  merged     voided
//	register             ·          ·          ·          ·          ·          ·          ·          ·          ·          ·
//	accept               accepted   ·          ·          ·          ·          ·          ·          ·          ·          ·
//	refuse               refused    ·          ·          ·          ·          ·          ·          ·          ·          ·
//	withdraw             withdrawn  withdrawn  withdrawn  withdrawn  ·          ·          ·          ·          ·          ·
//	merge                merged     merged     merged     merged     ·          ·          ·          ·          ·          ·
//	unmerge              ·          ·          ·          ·          ·          ·          ·          ·          accepted   ·
//	link                 stays      stays      stays      stays      stays      ·          stays      stays      ·          ·
//	unlink               stays      stays      stays      stays      stays      ·          stays      stays      ·          ·
//	classify             stays      stays      stays      stays      ·          ·          ·          ·          ·          ·
//	assess-risk          stays      stays      stays      stays      stays      ·          ·          ·          ·          ·
//	correct              stays      stays      stays      stays      stays      ·          stays      stays      ·          ·
//	mark-urgent          stays      stays      stays      stays      ·          ·          ·          ·          ·          ·
//	offer-ownership      stays      stays      stays      stays      ·          ·          ·          ·          ·          ·
//	take-ownership       stays      stays      stays      stays      ·          ·          ·          ·          ·          ·
//	dispatch             ·          dispatched ·          ·          ·          ·          ·          ·          ·          ·
//	acknowledge          ·          ·          handling   stays      ·          ·          ·          ·          ·          ·
//	object               ·          ·          stays      stays      ·          ·          ·          ·          ·          ·
//	decide-objection     ·          ·          accepted   accepted   ·          ·          ·          ·          ·          ·
//	reassign             ·          dispatched stays      dispatched ·          ·          ·          ·          ·          ·
//	dispute-jurisdiction ·          stays      stays      stays      ·          ·          ·          ·          ·          ·
//	decide-jurisdiction  ·          dispatched stays      dispatched ·          ·          ·          ·          ·          ·
//	open-sub-task        stays      stays      stays      stays      ·          ·          ·          ·          ·          ·
//	return-sub-task      stays      stays      stays      stays      ·          ·          ·          ·          ·          ·
//	open-proceeding      stays      stays      stays      stays      stays      stays      stays      stays      stays      stays
//	end-proceeding       stays      concluded  concluded  concluded  stays      stays      stays      stays      stays      stays
//	conclude             concluded  concluded  concluded  concluded  ·          ·          ·          ·          ·          ·
//	follow-up            ·          ·          ·          ·          stays      ·          ·          ·          ·          ·
//	rate                 ·          ·          ·          ·          stays      ·          ·          ·          ·          ·
//	archive              ·          ·          ·          ·          archived   ·          archived   archived   ·          ·
//	reopen               ·          ·          ·          ·          handling   handling   registered registered ·          ·
//	void                 voided     voided     voided     voided     voided     voided     voided     voided     voided     ·
//
// From registered a dispute is concluded only on the spot (R13). A proceeding that ends concludes an accepted dispute when it
// ended well, and leaves it where it stands otherwise; what waited for acceptance or for a sub-task is concluded with that. Closed
// disputes take the fact and change nothing.
//
// What mediation came to is the outcome. Once a proceeding since the last reopening ended with an agreement or a failure, the dispute is
// concluded with that of the last one that did, and is not withdrawn, merged, refused or classified as barred from mediation.
//
// Between open-proceeding and end-proceeding mediation has a proceeding under way. It is no phase, for mediation goes on wherever the
// dispute stands: but conclude, withdraw, merge and refuse wait for its end. Void does not, and has the proceeding set aside.
//
// # What always holds
//
// A dispute has one owner from its registration on: the registering unit first, then whoever accepts it. The lead handler's
// acknowledgement is such an acceptance; who upholds an objection of the owner takes the dispute back.
//
// An upheld objection of the lead handler ends the round. One of an assisting handler takes that handler out of it, and the others
// go on.
//
// Acceptance starts the clock, once. Neither an objection, nor a new round, nor a reopening starts it again or moves the due
// date; urgency only ever brings it forward. The limits of the rounds run beside it, for the handlers.
//
// A closure ends what can be done, and what was pending – an objection, an offer, a question of jurisdiction – stands there
// again if the dispute comes back. Sub-tasks are different: a conclusion waits for them, and who asked for the work says when it
// is not needed any more (Z04). A withdrawal, a merger and a refusal do not wait: then there is nothing left to work on.
//
// # Who
//
// Roles are checked by the service around this package. Here it is the part that an actor has in the dispute: its centre, which
// is that of the registering unit or of a unit above it; the lead handler; an assisting one; the owner. For whoever has no part
// the dispute does not exist. A department acts as itself and never for the centre of its unit.
//
// # Pure
//
// Names, phones, addresses and narratives pass through as sealed or sealable fields; no rule looks into them. Times are fields
// of commands: At is the server's clock when the command arrived, ReceivedAt and OccurredAt are what the actor claims. What the
// rules cannot know comes in with the command: limits that are already computed, routes that are already found, and how another
// dispute stands.
package dispute
