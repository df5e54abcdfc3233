// Package ledger reads a paper ledger 台账 that a centre kept as a spreadsheet, tells everything that is wrong with it, and turns each row into
// the commands that a clerk and a mediator would have sent on the days that the row names.
//
//	Open        an .xlsx, or a .csv in UTF-8 or GB18030
//	ReadMapping which column is what, which code each word stands for, where the ledger states its totals; unknown keys are refused
//	Read        rows to entries and problems, and the totals of the rows beside those that the ledger states
//	Steps       an entry to commands, with ids and moments that follow from the file and the row
//	Runner      sends them: many rows at a time, the steps of a row in order, again after every failure that may pass
//
// Nothing is guessed and nothing is passed over in silence: what a reader does not understand is a problem with sheet, row, column and
// reason, and a row with an error is not imported. Problems never show names, telephone numbers or stories, for their lists are
// sent around.
//
// Importing a ledger twice, going on after a crash, or going on from another machine sends the same commands again, and the services know
// them: there is one effect. Nothing has to be remembered for that; a resume file only saves the time of sending what was sent.
package ledger
