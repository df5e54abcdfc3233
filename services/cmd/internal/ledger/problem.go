package ledger

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"anjie.internal/services/cmd/internal/say"
)

// Problem is something in a ledger that a person must look at: an error keeps its row from being imported, a notice does not.
type Problem struct {
	// Code is stable; programs match on it.
	Code string
	// Sheet and Row say where, as a spreadsheet shows it; Row is 0 when it concerns the whole sheet.
	Sheet string
	Row   int
	// Column is the letter of the column, Heading what stands above it. Both are empty when no single cell is meant.
	Column, Heading string

	args []any
}

// kind is what the table of problems says about a code.
type kind struct {
	notice bool
	text   say.Text
}

// kinds are all problems there are. What the arguments show is never a name, a telephone number or a story: transcripts of a dry
// run are sent around.
var kinds = map[string]kind{
	"sheet-missing":   {text: say.Text{"没有名为“%s”的工作表", "there is no sheet called “%s”"}},
	"head-missing":    {text: say.Text{"前%d行中没有找到表头（至少须有“%s”）", "no heading row among the first %d rows (it must hold “%s”)"}},
	"heading-missing": {text: say.Text{"表头中没有“%s”列", "no column is headed “%s”"}},
	"heading-twice":   {text: say.Text{"表头“%s”出现了两次", "the heading “%s” stands there twice"}},
	"heading-unused":  {notice: true, text: say.Text{"该列未在对照表中说明，不导入", "the mapping does not name this column; it is not imported"}},
	"no-rows":         {text: say.Text{"表头之下没有一行记录", "there is no row below the heading"}},
	"end-missing":     {text: say.Text{"没有找到结束行（%s），台账可能不完整", "the row that ends the ledger (%s) is missing; the file may be cut off"}},
	"after-end":       {notice: true, text: say.Text{"结束行之后还有%d行像是记录，不导入", "%d rows below the end look like records; they are not imported"}},

	"cell-error":      {text: say.Text{"单元格是错误值 %s", "the cell holds the error %s"}},
	"value-missing":   {text: say.Text{"不得为空", "it must not be empty"}},
	"text-too-long":   {text: say.Text{"文字超过%d字", "the text has more than %d characters"}},
	"text-characters": {text: say.Text{"文字含有无法显示的字符", "the text holds characters that cannot be shown"}},
	"date-format":     {text: say.Text{"“%s”不是日期", "“%s” is not a date"}},
	"date-year":       {text: say.Text{"“%s”没有年份，对照表也没有注明年份（year）", "“%s” has no year, and the mapping gives none"}},
	"date-not-past":   {text: say.Text{"%s 尚未过去；只导入已经过去的日子", "%s is not over; only days that are over are imported"}},
	"date-too-early":  {text: say.Text{"%s 早于可以登记的最早日期", "%s lies before anything that can be recorded"}},
	"before-profile":  {text: say.Text{"%s 早于城市配置生效的日子（%s），无法计算期限", "%s lies before the day from which the city profile holds, %s: no limit can be computed"}},
	"date-other-year": {notice: true, text: say.Text{"%s 不在台账年度（%d）及其上一年之内", "%s is neither in the ledger's year, %d, nor in the one before"}},
	"dates-order":     {text: say.Text{"%s（%s）早于%s（%s）", "%s (%s) lies before %s (%s)"}},
	"number-format":   {text: say.Text{"“%s”不是数目", "“%s” is not a number"}},
	"number-about":    {notice: true, text: say.Text{"“%s”是约数，按%d计", "“%s” is approximate; it is taken as %d"}},
	"involved-range":  {text: say.Text{"涉及人数须在1至100000之间", "the number of people involved is between 1 and 100000"}},
	"involved-few":    {notice: true, text: say.Text{"涉及人数（%d）少于当事人数（%d）", "fewer people are involved (%d) than there are parties (%d)"}},
	"serial-twice":    {text: say.Text{"序号 %s 与第%d行重复", "the number %s stands in row %d too"}},
	"row-twice":       {notice: true, text: say.Text{"与第%d行的日期、单位、类别和当事人都相同，可能重复", "day, unit, category and parties are those of row %d; it may be a repetition"}},
	"unit-missing":    {text: say.Text{"没有单位代码，也没有可以查到的单位名称", "there is neither a unit code nor a unit name that can be found"}},
	"unit-unknown":    {text: say.Text{"没有代码或名称为“%s”的单位", "there is no unit with the code or name “%s”"}},
	"unit-ambiguous":  {text: say.Text{"名称“%s”对应%d个单位，须注明单位代码", "the name “%s” belongs to %d units; give the unit code"}},
	"unit-name":       {notice: true, text: say.Text{"单位 %s 在城市配置中名为“%s”，与台账所写不同", "the unit %s is called “%s” in the city profile, and otherwise in the ledger"}},
	"word-unknown":    {text: say.Text{"“%s”不在对照表中", "“%s” is not in the mapping"}},
	"form-missing":    {text: say.Text{"结果“%s”须注明协议形式", "the result “%s” needs the form of the agreement"}},
	"form-unknown":    {text: say.Text{"结果“%s”没有协议形式“%s”的对照", "the mapping of the result “%s” has no form “%s”"}},
	"result-missing":  {text: say.Text{"有办结日期而没有结果", "there is a day of conclusion and no result"}},
	"concluded-missing": {text: say.Text{
		"结果为“%s”而没有办结日期", "the result is “%s” and there is no day of conclusion",
	}},
	"party-missing":      {text: say.Text{"没有申请人", "there is no applicant"}},
	"respondent-missing": {text: say.Text{"调解须有双方当事人，没有被申请人", "mediation needs two sides, and there is no respondent"}},
	"party-count":        {text: say.Text{"当事人多于%d名", "there are more than %d parties"}},
	"phone-count":        {notice: true, text: say.Text{"电话（%d个）与姓名（%d个）数目不符，电话不导入", "there are %d telephone numbers for %d names; they are not imported"}},
	"referral-needed":    {text: say.Text{"来源“%s”的调解须注明移送单位和移送文号", "mediation through the channel “%s” needs the referring body and its number"}},
	"referral-incomplete": {notice: true, text: say.Text{
		"来源“%s”的移送单位、移送文号不全，照台账登记", "of the channel “%s” the referring body or its number is missing; it is registered as the ledger has it",
	}},
	"referral-refused":  {text: say.Text{"来源“%s”不应有移送单位或移送文号", "the channel “%s” takes no referring body and no number"}},
	"refusal-reason":    {text: say.Text{"不予受理须注明理由和告知的途径", "a refusal needs its reason and the route that was told"}},
	"refused-mediated":  {text: say.Text{"不予受理的事项不应有调解记录", "what was not accepted cannot have been mediated"}},
	"decision-result":   {text: say.Text{"受理决定与结果不符", "the decision contradicts the result"}},
	"mode-missing":      {text: say.Text{"有调解记录而没有调解方式", "there is a record of mediation and no mode"}},
	"mediation-missing": {text: say.Text{"结果“%s”须有调解方式和调解员账号", "the result “%s” needs the mode and the mediator's account"}},
	"transfer-mediated": {text: say.Text{"移送其他途径之前的调解须有自己的结果（前次结果）", "mediation before a transfer needs a result of its own (that of the proceeding before)"}},
	"mediation-binds":   {text: say.Text{"前次调解已有结果“%s”，案件须按该结果办结，不能记为“%s”", "the proceeding before came to “%s”; the case is concluded with that and not as “%s”"}},
	"refused-again":     {text: say.Text{"前次调解因一方拒绝而终止，再次调解须经各方同意，不应又为一方拒绝", "the proceeding before stopped because a party refused; another one needs the consent of all, so that it cannot be refused before it begins"}},
	"court-channel":     {text: say.Text{"调解方式“%s”须由法院委派或委托，来源应为法院", "the mode “%s” needs a court that hands the dispute over; the channel is another"}},
	"mediator-missing":  {text: say.Text{"没有调解员账号", "there is no account of a mediator"}},
	"mediator-account":  {text: say.Text{"调解员一栏须填账号（字母开头的字母、数字、点、横线），不得填姓名", "a mediator is given by account (letters, digits, dots and dashes, a letter first), never by name"}},
	"session-missing":   {text: say.Text{"结果“%s”须有调解日期", "the result “%s” needs the day of a session"}},
	"session-count":     {notice: true, text: say.Text{"调解次数为%d，而调解日期有%d个", "the number of sessions is %d, and %d days are given"}},
	"refusal-sessions":  {text: say.Text{"一方拒绝调解的，不应有调解日期", "a party refused mediation, so that there can be no session"}},
	"routes-missing":    {text: say.Text{"调解不成须告知其他途径，台账没有注明", "when mediation fails the parties must be told of other routes; the ledger names none"}},
	"limit-not-expired": {text: say.Text{"结果为期限届满，而%s自%s起的期限至%s尚未届满", "it ended because the limit expired, but that of %s from %s on ran until %s"}},
	"limit-lapsed": {text: say.Text{
		"%s自%s起的期限于%s届满，其后依法视为调解不成，结果不能记为“%s”",
		"the limit of %s from %s on ran until %s; after that the law holds that mediation failed, and it cannot end as “%s”",
	}},
	"total-missing":    {text: say.Text{"没有找到汇总项“%s”", "the total “%s” is not to be found"}},
	"total-twice":      {text: say.Text{"汇总项“%s”出现了%d次", "the total “%s” stands there %d times"}},
	"total-format":     {text: say.Text{"汇总项“%s”不是数目：“%s”", "the total “%s” is not a number: “%s”"}},
	"total-difference": {text: say.Text{"%s：台账写明 %s，逐行合计 %s", "%s: the ledger states %s, its rows give %s"}},
	"total-not-stated": {notice: true, text: say.Text{"对照表没有说明台账自己的汇总在哪里，无法核对", "the mapping does not say where the ledger states its totals, so that nothing can be compared"}},
}

// Notice reports whether the row can be imported all the same.
func (p Problem) Notice() bool { return kinds[p.Code].notice }

// Reason says what is wrong in one sentence.
func (p Problem) Reason(lang say.Lang) string { return lang.Say(kinds[p.Code].text, p.args...) }

var (
	placeRow    = say.Text{"第%d行", "row %d"}
	placeColumn = say.Text{"%s列（%s）", "column %s (%s)"}
	placeColon  = say.Text{"：", ": "}
)

// Line is the whole of it for people.
func (p Problem) Line(lang say.Lang) string {
	var b strings.Builder
	b.WriteString(p.Sheet)
	if p.Row > 0 {
		b.WriteString(" " + lang.Say(placeRow, p.Row))
	}
	if p.Column != "" {
		b.WriteString(" " + lang.Say(placeColumn, p.Column, p.Heading))
	}
	b.WriteString(lang.Say(placeColon) + p.Reason(lang) + " [" + p.Code + "]")
	return b.String()
}

// Problems are all that was found, in the order of the file.
type Problems []Problem

// Errors are those that keep rows out.
func (ps Problems) Errors() int {
	n := 0
	for _, p := range ps {
		if !p.Notice() {
			n++
		}
	}
	return n
}

// Count is how often a kind was found.
type Count struct {
	Code   string
	Notice bool
	N      int
}

// Counts gives the kinds, errors first, the most frequent first.
func (ps Problems) Counts() []Count {
	n := map[string]int{}
	for _, p := range ps {
		n[p.Code]++
	}
	out := make([]Count, 0, len(n))
	for code, n := range n {
		out = append(out, Count{code, kinds[code].notice, n})
	}
	slices.SortFunc(out, func(a, b Count) int {
		if a.Notice != b.Notice {
			if a.Notice {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Code, b.Code))
	})
	return out
}

// letter names a column as spreadsheets do: 0 is A, 26 is AA.
func letter(i int) string {
	var b []byte
	for i++; i > 0; i = (i - 1) / 26 {
		b = append(b, byte('A'+(i-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

// shown is a value as a message repeats it: short.
func shown(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }
