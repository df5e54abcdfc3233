package proceeding_test

import (
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/mediation/proceeding"
)

var (
	termEnds = calendar.On(2028, 1, 1)
	termOver = calendar.On(2026, 9, 6)
)

func tables() map[string]codetable.Table {
	return map[string]codetable.Table{
		"bases": proceeding.Bases(), "places": proceeding.Places(), "forms": proceeding.Forms(), "subjects": proceeding.Subjects(),
		"outcomes": proceeding.Outcomes(), "routes": proceeding.Routes(), "grounds": proceeding.Grounds(),
		"channels": proceeding.Channels(), "referrers": proceeding.Referrers(), "consent forms": proceeding.ConsentForms(),
		"conflicts": proceeding.Conflicts(), "invitees": proceeding.Invitees(), "suspensions": proceeding.Suspensions(),
		"performances": proceeding.Performances(), "confirmations": proceeding.Confirmations(),
		"declinations": proceeding.Declinations(), "confirmation reasons": proceeding.ConfirmationReasons(), "methods": proceeding.Methods(),
		"satisfactions": proceeding.Satisfactions(), "risks": proceeding.Risks(), "papers": proceeding.Papers(),
		"warnings": proceeding.Warnings(), "incomplete reasons": proceeding.IncompleteReasons(), "retentions": proceeding.Retentions(),
	}
}
