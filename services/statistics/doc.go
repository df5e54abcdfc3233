// Package statistics counts what the log says. It reads stored events itself, with the few fields it needs, and never imports
// the services that wrote them; it never writes cases.
//
// Contract: anjie.statistics.v1.StatisticsService (proto/anjie/statistics/v1).
//
//	count_registrations.go      CountRegistrations    statistician, leader, supervisor, auditor; dispatcher and clerk
//	get_success_rate.go         GetSuccessRate        the same
//	list_counted_disputes.go    ListCountedDisputes   the same
//
// Everybody counts the own unit and what lies below it.
//
// Tables: view_registrations.registrations and as_of (view_registrations.go), view_statuses.status (view_statuses.go). What is counted
// is defined in the package figure: figure.RegistrationsV1, figure.SuccessRates; figure.Counting is where local rules differ. An answer and
// the position it holds for come from one snapshot, so that anybody who folds the log up to that position gets the same numbers; Recompute
// does, without any table.
package statistics
