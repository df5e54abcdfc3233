// Package rpc builds the one gRPC server and the one gRPC client of Anjie.
//
// Every call that a server answers goes through one chain, unary calls and streams alike: OpenTelemetry (a stats handler), then
// recovery, deadline, identity, limits, and last the translation of faults into statuses. Services register on the server and
// return faults; they know nothing of statuses. The table of kinds, codes and statuses is in status.go, once, and is read in
// both directions: Status on the server, Fault on the client.
//
// The package does not decide who may do what (internal/identity and the services do) and does not start listeners on its own.
package rpc
