// Package eventstore is a single-node event store server on PostgreSQL that speaks the EventStoreDB gRPC protocol, so that
// the official clients work with it unchanged. `anjie eventstore` runs it.
//
// # Promises
//
//   - An append that was answered is on disk (synchronous_commit = on), all of its events or none.
//   - Positions are dense and are given in the order of the commits; readers never see anything appear behind a position
//     that they have seen, and read their own writes.
//   - Exact expected revisions detect every conflict. An append that is repeated with the same event ids is recognised,
//     also after a restart, also when it named no exact revision.
//   - Two servers on one database, or one that was paused and wakes up, cannot both write: every commit carries an epoch.
//   - A commit whose answer got lost is settled before anybody in it is answered, or everybody is told Unavailable.
//   - A full disk refuses appends with ResourceExhausted; reads go on, and appends too when there is space again.
//
// Not offered: persistent subscriptions, projections, scavenging, clusters, and access by stream. `$acl` in stream metadata is
// kept, not enforced: who may write at all may write every stream, system streams (`$…`) included, but not `$all`; and who may
// read at all reads everything. Without users the port is for friends only.
//
// # Where is what
//
//	server.go, serve.go, config.go   the server: Open, Run, Stop
//	features.go, gossip.go, auth.go  what clients ask when they connect, and who they are
//
//	append.go, batch_append.go,      the writing RPCs
//	delete.go, writer.go
//	wire_append.go                   appends, read from the wire by hand
//	sequencer.go                     one queue, one writer: taking the log, losing it, taking it again
//	term.go, pace.go                 the loop while it is ours: gather, decide, commit, show, answer
//	ledger.go, plan.go, effect.go    deciding on top of what is still being committed
//	decide.go                        the decision table of expected revisions, pure
//	metadata.go                      what $$ streams mean
//	commit.go, arrays.go, lookup.go  the statements; owner.go the epoch fence
//	space.go                         room on the disk
//
//	feed.go                          the last committed events in memory, the published head, waking
//	read.go, reader.go, scanner.go   reads, page by page
//	fresh.go                         asking again when a connection was dead
//	subscription.go, pump.go         subscriptions: one loop from catch-up to live
//	filter.go, links.go              what is shown of the log
//
//	errors.go                        codes, texts and trailers that clients know
//	migrations/, queries/            the tables, every column explained, and all SQL
//
// # Tables
//
// log_head (one row: epoch, next position, last batch), streams, events. `SELECT` is welcome; see migrations/00001_log.sql.
package eventstore
