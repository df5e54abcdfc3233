// Package story tells what happened to a case, in the words of people who handle cases: every step with who, what, when, why and where it
// stands in the log. Pages and receipts use its words for a single step. It asks nobody anything: whoever tells a story has its steps.
package story

import "anjie.internal/services/cmd/internal/say"

// Teller tells in a language.
type Teller struct{ say.Lang }

// Words that pages use too.
var (
	Late             = say.Text{"补录", "late"}
	Party            = say.Text{"当事人%d", "party %d"}
	InTheLead        = say.Text{"第 %d 次分流：主办 %s", "dispatch %d: in the lead %s"}
	TaskFor          = say.Text{"请 %s 于 %s 前完成：%s（任务 %s）", "%s, by %s: %s (sub-task %s)"}
	NotReached       = say.Text{"%s，未联系上", "%s, nobody was reached"}
	Reached          = say.Text{"%s，已联系上", "%s, somebody was reached"}
	WithPerformance  = say.Text{"；履行情况：%s", "; performance: %s"}
	WithSatisfaction = say.Text{"；满意程度：%s", "; satisfaction: %s"}
	ReturnBy         = say.Text{"，要求于 %s 前反馈", ", wanted back by %s"}
)
