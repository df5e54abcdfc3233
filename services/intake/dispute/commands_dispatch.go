package dispute

import "anjie.internal/services/internal/personal"

// OfferOwnership offers the dispute to another owner.
type OfferOwnership struct {
	Act

	To Handler
}

// TakeOwnership accepts an offer.
type TakeOwnership struct{ Act }

// Route is what the routing table of the profile says, or what a dispatcher chose by hand.
type Route struct {
	// Unmatched says that no rule matched: then there is nothing but Profile.
	Unmatched bool
	Lead      Handler
	Assisting []Handler
	// Rule of the table, empty when a person chose. Profile is the version in force.
	Rule    string
	Profile int
}

// Dispatch sends the dispute to one lead handler and any number of assisting ones, or into the queue of unrouted ones.
type Dispatch struct {
	Act

	Route Route
	Limit Limit
	// AcknowledgeBy may be missing: a city need not have such a rule.
	AcknowledgeBy *Limit
	ObjectBy      string
}

// Acknowledge confirms that a dispatch arrived. The lead handler's acknowledgement takes ownership.
type Acknowledge struct{ Act }

// Object says that the handler is not competent.
type Object struct {
	Act

	Reason  string
	Grounds *personal.Field
}

// DecideObjection answers the pending objection.
type DecideObjection struct {
	Act

	Upheld  bool
	Grounds *personal.Field
}

// Reassign sends the dispute to others; a new round begins.
type Reassign struct {
	Act

	Reason    string
	Lead      Handler
	Assisting []Handler
	Profile   int
	Limit     Limit
	// AcknowledgeBy may be missing: a city need not have such a rule.
	AcknowledgeBy *Limit
	ObjectBy      string
}

// DisputeJurisdiction says that several handlers claim or disclaim the dispute.
type DisputeJurisdiction struct { //nolint:revive // the verb and the noun are the same word: to dispute jurisdiction
	Act

	Claimants []Handler
}

// DecideJurisdiction ends that: the common superior of the claimants names the lead handler.
type DecideJurisdiction struct {
	Act

	Lead      Handler
	Assisting []Handler
	Limit     Limit
	// AcknowledgeBy may be missing: a city need not have such a rule.
	AcknowledgeBy *Limit
}

func (OfferOwnership) verb() verb      { return verbOfferOwnership }
func (TakeOwnership) verb() verb       { return verbTakeOwnership }
func (Dispatch) verb() verb            { return verbDispatch }
func (Acknowledge) verb() verb         { return verbAcknowledge }
func (Object) verb() verb              { return verbObject }
func (DecideObjection) verb() verb     { return verbDecideObjection }
func (Reassign) verb() verb            { return verbReassign }
func (DisputeJurisdiction) verb() verb { return verbDisputeJurisdiction }
func (DecideJurisdiction) verb() verb  { return verbDecideJurisdiction }
