// Package dispute holds the rules of a dispute's whole life at the centre: registration, acceptance or refusal, dispatch,
// conclusion, and what comes after it.
//
// The package is pure. Names, phones, addresses and narratives pass through as sealed or sealable fields; no rule looks into
// them. Times are fields of commands: At is the server's clock when the command arrived, ReceivedAt and OccurredAt are what
// the actor claims. What the rules cannot know comes in with the command: limits that are already computed, and how another
// dispute stands.
package dispute
