// Package view keeps a read model in PostgreSQL that follows the event log and can be rebuilt from it at any time.
//
// A view is a definition: tables and a function that applies events to them. Its tables live in the schema view_<name>, which
// queries name: select … from view_queue.dispute. The effects of a batch, the position after it and the check of the lease
// are one transaction, so that the position always says exactly what is in the tables.
//
// An event that cannot be applied is parked with the later events of its stream; other streams go on. Unpark applies them
// after the cause is gone. Rebuild builds the view anew beside the live one, compares digests at the same position, and puts the
// new one in its place in one transaction; queries see the old or the new one, never both.
//
// Commits of a view do not wait for the disk: after a crash of the machine PostgreSQL may forget the last of them, effects and
// position together, and the follower applies those events again. So Apply must have no effects outside the transaction.
package view
