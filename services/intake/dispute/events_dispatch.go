package dispute

import (
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

// OwnershipOfferedV1 is stored as dispute-ownership-offered-v1. The owner stays the owner until the other accepts.
type OwnershipOfferedV1 struct {
	When

	To Handler `json:"to"`
}

// OwnershipTakenV1 is stored as dispute-ownership-taken-v1.
type OwnershipTakenV1 struct {
	When

	Owner Handler `json:"owner"`
}

// UnroutedV1 is stored as dispute-unrouted-v1: no rule of the routing table matched, and somebody must look.
type UnroutedV1 struct {
	When

	Profile int `json:"profile"`
}

// DispatchedV1 is stored as dispute-dispatched-v1.
type DispatchedV1 struct {
	When

	// Round counts the dispatches of the dispute from 1.
	Round     int       `json:"round"`
	Lead      Handler   `json:"lead"`
	Assisting []Handler `json:"assisting"`
	Limit     Limit     `json:"limit"`
	// AcknowledgeBy is until when the addressed acknowledge it; missing when the city has no such rule, and in what was stored first.
	AcknowledgeBy *Limit `json:"acknowledgeBy,omitempty"`
	// ObjectBy is the last Beijing civil date on which an addressed handler may object.
	ObjectBy string `json:"objectBy"`
	// Rule of the routing table that chose them, empty when a person did; Profile is the version in force.
	Rule    string `json:"rule"`
	Profile int    `json:"profile"`
}

// AcknowledgedV1 is stored as dispute-acknowledged-v1.
type AcknowledgedV1 struct {
	When

	Round   int     `json:"round"`
	Handler Handler `json:"handler"`
}

// ObjectedV1 is stored as dispute-objected-v1.
type ObjectedV1 struct {
	When

	Codes   string  `json:"codes,omitempty"` // see Editions
	Round   int     `json:"round"`
	Handler Handler `json:"handler"`
	Reason  string  `json:"reason"`

	Grounds *personal.Field `json:"grounds"`
}

// ObjectionDecidedV1 is stored as dispute-objection-decided-v1.
type ObjectionDecidedV1 struct {
	When

	Round  int  `json:"round"`
	Upheld bool `json:"upheld"`
	// Handler objected. Assisting says that it assists: then the round goes on without it. Both came later: what was stored
	// before has neither, and who objected follows from the objection before it.
	Handler   Handler `json:"handler,omitzero"`
	Assisting bool    `json:"assisting,omitzero"`

	Grounds *personal.Field `json:"grounds"`
}

// ReassignedV1 is stored as dispute-reassigned-v1.
type ReassignedV1 struct {
	When

	Codes     string    `json:"codes,omitempty"` // see Editions
	Round     int       `json:"round"`
	Lead      Handler   `json:"lead"`
	Assisting []Handler `json:"assisting"`
	Limit     Limit     `json:"limit"`
	// AcknowledgeBy is until when the addressed acknowledge it; missing when the city has no such rule, and in what was stored first.
	AcknowledgeBy *Limit `json:"acknowledgeBy,omitempty"`
	ObjectBy      string `json:"objectBy"`
	Reason        string `json:"reason"`
	Profile       int    `json:"profile"`
}

// JurisdictionDisputedV1 is stored as dispute-jurisdiction-disputed-v1.
type JurisdictionDisputedV1 struct {
	When

	Round     int       `json:"round"`
	Claimants []Handler `json:"claimants"`
}

// JurisdictionDecidedV1 is stored as dispute-jurisdiction-decided-v1. Nobody objects to it.
type JurisdictionDecidedV1 struct {
	When

	Round int `json:"round"`
	// By is the common superior of the claimants.
	By        unit.Code `json:"by"`
	Lead      Handler   `json:"lead"`
	Assisting []Handler `json:"assisting"`
	Limit     Limit     `json:"limit"`
	// AcknowledgeBy is until when the addressed acknowledge it; missing when the city has no such rule, and in what was stored first.
	AcknowledgeBy *Limit `json:"acknowledgeBy,omitempty"`
}

func (*OwnershipOfferedV1) event()     {}
func (*OwnershipTakenV1) event()       {}
func (*UnroutedV1) event()             {}
func (*DispatchedV1) event()           {}
func (*AcknowledgedV1) event()         {}
func (*ObjectedV1) event()             {}
func (*ObjectionDecidedV1) event()     {}
func (*ReassignedV1) event()           {}
func (*JurisdictionDisputedV1) event() {}
func (*JurisdictionDecidedV1) event()  {}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ObjectedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"grounds": e.Grounds}
}

// Personal names the sealed parts. The names are bound into the boxes and never change.
func (e *ObjectionDecidedV1) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"grounds": e.Grounds}
}

var (
	_ personal.Holder = (*ObjectedV1)(nil)
	_ personal.Holder = (*ObjectionDecidedV1)(nil)
)
