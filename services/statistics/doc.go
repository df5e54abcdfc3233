// Package statistics counts what the log says. It reads stored events itself, with the few fields it needs, and never imports
// the services that wrote them; it never writes cases.
//
// Contract: anjie.statistics.v1.StatisticsService (proto/anjie/statistics/v1).
//
//	count_registrations.go   CountRegistrations   statistician, leader, supervisor, auditor; dispatcher and clerk
//
// Everybody counts the own unit and what lies below it.
//
// Tables: view_registrations.registrations and as_of (view_registrations.go). The figure's definition is figure.RegistrationsV1.
// An answer and the position it holds for come from one snapshot, so that anybody who folds the log up to that position gets the
// same numbers.
package statistics
