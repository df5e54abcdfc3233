// Package suite holds the trials of the embedded event store as a whole: the official clients over real sockets on a real
// PostgreSQL, many at once, with processes killed under load. There is nothing in it but tests.
//
//	crowd_test.go    64 writers, 8 subscribers: everything once, in order, no gap; and a store that must fail the same check
//	linear_test.go   one stream's appends are linearizable, unknown outcomes included (porcupine)
//	kill_test.go     kill -9 of the server and of PostgreSQL under load: nothing acknowledged is lost, retries have one effect
//	node_test.go     the official Node clients (skipped without npm)
//
// ANJIE_LONG=1 (make test/long) gives them their full length.
package suite
