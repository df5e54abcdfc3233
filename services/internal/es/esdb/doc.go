// Package esdb is the event store behind a server that speaks the EventStoreDB protocol: the embedded one or a cluster. It is
// the only user of the official client, and knows what that client gets wrong:
//
//   - Calls wait for its discovery of a server without looking at their context: every call here runs under a time limit from
//     outside, is abandoned when the limit passes, and abandoned calls are bounded.
//   - It gives up on servers for good after ten attempts: the limit is raised, and a dead client is replaced.
//   - It leaves a connection open per outage, and panics when it is closed while calls run: a client is given up after an
//     outage and closed when its last call has returned. (A call in the very moment of the loss may still leave one idle.)
//   - It panics on some answers: panics become errors. (It ends the process on an event without a creation time; no server of
//     ours sends one.)
//   - It appends at any revision and makes up event ids unless told not to: here there is no way not to tell it.
//   - It never reopens a subscription: es.Follower does.
package esdb
