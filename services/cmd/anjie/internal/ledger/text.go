package ledger

import "fmt"

// Text is one message in both languages. Both take the same arguments in the same order.
type Text struct{ Zh, En string }

// Say gives it in the language asked for: "en" for English, anything else Chinese.
func (t Text) Say(lang string, args ...any) string {
	format := t.Zh
	if lang == "en" {
		format = t.En
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}
