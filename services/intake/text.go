package intake

// Limits of free texts, in characters. They bound what one event can weigh. Every free text is sealed: there is no way from a
// request to a clear text of an event but through a code table, a unit code or a date.
const (
	maxTitle     = 100
	maxNarrative = 4000
	maxPlace     = 200
	maxNote      = 1000
	maxName      = 100
	maxPhone     = 32
	maxIDNumber  = 64
	maxReferrer  = 100
	maxNumber    = 64
)
