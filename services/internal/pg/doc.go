// Package pg is how the program uses PostgreSQL: a bounded pool, transactions, migrations, the positions of followers, and
// leases for what must run in one process at a time.
//
// pg/pglocal runs a private server, pg/pgtest gives tests a database each, pg/view keeps a read model that can be rebuilt from the
// event log. Nothing here knows a service.
package pg
