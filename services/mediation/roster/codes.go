package roster

import "anjie.internal/services/internal/codetable"

// CodesVersion names this edition of the code tables. Changes store it; one without it is of the first edition, 2026-11.
const CodesVersion = "2026-11"

// reasons say why somebody leaves a roster. X01 to X04 are grounds of removal (人民调解法 Art. 15).
var reasons = codetable.Table{
	{Code: "X01", Zh: "偏袒一方当事人", En: "took a side"},
	{Code: "X02", Zh: "侮辱当事人", En: "insulted a party"},
	{Code: "X03", Zh: "索取、收受财物或者牟取其他不正当利益", En: "asked for or took favours"},
	{Code: "X04", Zh: "泄露当事人的个人隐私、商业秘密", En: "gave away secrets of a party"},
	{Code: "X05", Zh: "辞职", En: "resigned"},
	{Code: "X06", Zh: "任期或者聘期届满", En: "the term ended"},
	{Code: "X99", Zh: "其他", En: "other"},
}

// Warnings: what is accepted and should be looked at. They stand in events and in answers.
const (
	WarnNoWoman     = "committee-without-woman"
	WarnNoMinority  = "committee-without-minority-member"
	WarnTermExpired = "committee-term-expired"
)
