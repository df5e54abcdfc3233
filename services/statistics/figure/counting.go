package figure

import "strings"

// Counting is how outcomes are counted where local rules differ. The zero Counting is the one by which figures are published.
type Counting uint8

const (
	// Published counts parties that settle by themselves 自行和解 (R32) like those that withdraw, neither as a success nor as a failure.
	Published Counting = iota
	// SettlementAsSuccess counts them as a success, as some local rules have it. Everything else is as it is published.
	SettlementAsSuccess
)

// settlement is the outcome on which local rules differ.
const settlement = "R32"

// ClassOf is the ClassOf of the table by this counting.
func (c Counting) ClassOf(code string) (Class, bool) {
	if c == SettlementAsSuccess && code == settlement {
		return Success, true
	}
	return ClassOf(code)
}

// OutcomesOf are the codes of some classes by this counting.
func (c Counting) OutcomesOf(classes ...Class) []string {
	var codes []string
	for _, o := range outcomes {
		class, _ := c.ClassOf(o.Code)
		for _, asked := range classes {
			if class == asked {
				codes = append(codes, o.Code)
			}
		}
	}
	return codes
}

// Note says in words, behind a title, what is counted otherwise than it is published; empty where nothing is.
func (c Counting) Note() (zh, en string) {
	if c == SettlementAsSuccess {
		return "（自行和解计为成功）", " (settlements as success)"
	}
	return "", ""
}

// Another counting is another definition: it has a name of its own, and its rule says what is different.
var (
	settledZh = strings.NewReplacer("调处成功（R11–R13）", "调处成功（R11–R13）或当事人自行和解（R32）", "（R31–R34）", "（R31、R33、R34）")
	settledEn = strings.NewReplacer("settled (R11–R13)", "settled (R11–R13) or settled by the parties themselves (R32)", "(R31–R34)", "(R31, R33, R34)")
)

// defined is a definition as this counting has it.
func (c Counting) defined(v Variant) Variant {
	if c == Published {
		return v
	}
	zh, en := c.Note()
	v.TitleZh, v.TitleEn = v.TitleZh+zh, v.TitleEn+en
	v.Name = strings.TrimSuffix(v.Name, "-v1") + "-settlement-v1"
	v.Zh = "按地方规定，当事人自行和解（R32）计为调处成功。" + settledZh.Replace(v.Zh)
	v.En = "By a local rule, parties that settle by themselves (R32) count as a success. " + settledEn.Replace(v.En)
	return v
}
