package ledger

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// today is the day on which the ledgers of these tests are read.
var today = calendar.On(2013, 1, 7)

var villages = NewUnits(map[unit.Code]string{
	"320200000000": "无锡市", "320205000000": "锡山区", "320205001000": "东亭街道", "320205001201": "柏庄社区", "320205001202": "新屯社区", "320206001202": "新屯社区", "320206001000": "堰桥街道",
}, calendar.On(2009, time.January, 1))

const testMapping = `
version: 1
sheet: 台账
year: 2012
end: [合计]
headings:
  serial: 序号
  received_on: 受理日期
  unit: 单位代码
  unit_name: 受理单位
  channel: 来源
  referrer: 移送单位
  referrer_number: 移送文号
  category: 类别
  title: 事件
  arose_on: 发生日期
  applicants: 申请人
  applicants_phone: 电话
  respondents: 被申请人
  involved: 人数
  amount: 金额
  decision: 决定
  refusal_reason: 理由
  route: 途径
  dispatched_on: 分流
  lead: 主办
  acknowledged_on: 签收
  earlier_mode: 前次方式
  earlier_mediators: 前次调解员
  earlier_sessions: 前次日期
  earlier_result: 前次结果
  mode: 方式
  mediators: 调解员
  sessions: 日期
  session_count: 次数
  result: 结果
  form: 形式
  concluded_on: 办结
  return_by: 反馈
codes:
  channel: {来访: S01, 法院: S23, 热线: S21}
  category: {邻里: A02, 婚姻: A01}
  decision: {受理: accept, 不予受理: refuse}
  refusal_reason: {非纠纷: N01}
  refusal_route: {诉讼: T01}
  told_route: {诉讼: W03}
  mode: {人民调解: M01, 委派: M03, 医疗: M07}
  result:
    成功: {书面: R11, 口头: R12, 当场: R13}
    不成: R21
    期满: R22
    拒绝: R33
    终止: R34/G01
    撤回: R31
    移送: R41
    不予受理: R51
    在办: open
totals:
  sheet: 汇总
  categories: 类别
  figures: {registered: 总数, success: 成功, failure: 不成, success_rate: 成功率}
`

// good is a row without a fault: settled in writing after one session.
func good() map[string]string {
	return map[string]string{
		"序号": "1", "受理日期": "2012-3-5", "单位代码": "320205001201", "来源": "来访", "类别": "邻里", "事件": "某甲与某乙邻里纠纷", "申请人": "某甲", "被申请人": "某乙",
		"方式": "人民调解", "调解员": "tjy-1", "日期": "3月7日", "结果": "成功", "形式": "书面", "办结": "2012-3-7",
	}
}

var heads = strings.Fields("序号 受理日期 单位代码 受理单位 来源 移送单位 移送文号 类别 事件 发生日期 申请人 电话 被申请人 人数 金额 决定 理由 途径 分流 主办 签收 " +
	"前次方式 前次调解员 前次日期 前次结果 方式 调解员 日期 次数 结果 形式 办结 反馈")

// changed is a row with some cells different; what is given as "" is emptied.
func changed(row map[string]string, changes ...string) map[string]string {
	for i := 0; i < len(changes); i += 2 {
		row[changes[i]] = changes[i+1]
	}
	return row
}

// book makes a spreadsheet of rows, with the totals that it states.
func book(t *testing.T, heads []string, rows []map[string]string, totals ...[]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", "台账"))
	_, err := f.NewSheet("汇总")
	must(t, err)
	set := func(sheet string, n int, cells []string) {
		at, err := excelize.CoordinatesToCellName(1, n)
		must(t, err)
		must(t, f.SetSheetRow(sheet, at, &cells))
	}
	set("台账", 1, []string{"某街道2012年台账"})
	set("台账", 2, heads)
	for i, row := range rows {
		cells := make([]string, len(heads))
		for j, h := range heads {
			cells[j] = row[h]
		}
		set("台账", 3+i, cells)
	}
	set("台账", 3+len(rows), []string{"合计"})
	for i, cells := range totals {
		set("汇总", 1+i, cells)
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func official(t *testing.T) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Official()
	must(t, err)
	return c
}

func reading(t *testing.T, content []byte, mapping string) *Reading {
	t.Helper()
	m, err := ReadMapping([]byte(mapping))
	must(t, err)
	b, err := Open(content)
	must(t, err)
	r, err := Read(b, Rules{Mapping: m, Units: villages, Calendar: official(t), Today: today})
	must(t, err)
	return r
}

// stated are totals that fit one good row.
var stated = [][]string{{"总数", "1"}, {"成功", "", "1"}, {"不成：", "0"}, {"成功率", "100%"}, nil, {"", "类别", "件数"}, {"", "邻里", "1"}, {"", "合计", "1"}}

// TestEveryProblemHasItsRow changes one thing of a good row and wants exactly the problems that follow.
func TestEveryProblemHasItsRow(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change []string
		want   string // code column, several by space
	}{
		"a good row":                         {nil, ""},
		"no number":                          {[]string{"序号", ""}, ""},
		"no day of receipt":                  {[]string{"受理日期", ""}, "value-missing B"},
		"what is no day":                     {[]string{"受理日期", "三月初"}, "date-format B"},
		"the 30th of February":               {[]string{"受理日期", "2012-2-30"}, "date-format B"},
		"a day to come":                      {[]string{"受理日期", "2013-1-7"}, "date-not-past B"},
		"before there was anything":          {[]string{"受理日期", "1912-3-5"}, "date-too-early B"},
		"another year":                       {[]string{"受理日期", "2009-3-5"}, "date-other-year B"},
		"the end of the year before":         {[]string{"受理日期", "2011-12-30"}, ""},
		"a weekend is fine":                  {[]string{"受理日期", "2012-3-4"}, ""},
		"received after it was settled":      {[]string{"受理日期", "2012-3-8", "日期", ""}, "session-missing AB dates-order AF"},
		"a session before the receipt":       {[]string{"日期", "3月4日"}, "dates-order AB"},
		"a session after the end":            {[]string{"日期", "3月8日"}, "dates-order AF"},
		"arose after it was received":        {[]string{"发生日期", "2012-3-6"}, "dates-order B"},
		"dispatched before it came":          {[]string{"分流", "2012-3-4"}, "dates-order S"},
		"acknowledged before the dispatch":   {[]string{"分流", "2012-3-6", "签收", "2012-3-5"}, "dates-order U"},
		"an error of the spreadsheet":        {[]string{"类别", "#REF!"}, "cell-error H"},
		"an unknown unit":                    {[]string{"单位代码", "320299001201"}, "unit-unknown C"},
		"no unit at all":                     {[]string{"单位代码", ""}, "unit-missing C"},
		"a unit by its name":                 {[]string{"单位代码", "", "受理单位", "柏庄社区"}, ""},
		"a name of two units":                {[]string{"单位代码", "", "受理单位", "新屯社区"}, "unit-ambiguous D"},
		"an unknown name":                    {[]string{"单位代码", "", "受理单位", "某某社区"}, "unit-unknown D"},
		"a name of two units, with its town": {[]string{"单位代码", "", "受理单位", "堰桥街道新屯社区"}, ""},
		"code and name with its town":        {[]string{"受理单位", "东亭街道柏庄社区"}, ""},
		"before there was a profile":         {[]string{"受理日期", "2008-12-31"}, "before-profile B date-other-year B"},
		"code and name disagree":             {[]string{"受理单位", "东亭街道"}, "unit-name D"},
		"a code that became a number":        {[]string{"单位代码", "3.20205001201E+11"}, ""},
		"an unknown lead":                    {[]string{"主办", "320299000000"}, "unit-unknown T"},
		"an unknown category":                {[]string{"类别", "邻居"}, "word-unknown H"},
		"no category":                        {[]string{"类别", "无"}, "value-missing H"},
		"no channel":                         {[]string{"来源", ""}, "value-missing E"},
		"no title":                           {[]string{"事件", ""}, "value-missing I"},
		"a title of 101 characters":          {[]string{"事件", strings.Repeat("墙", 101)}, "text-too-long I"},
		"a sign that cannot be shown":        {[]string{"事件", "墙\ufffd"}, "text-characters I"},
		"nobody applies":                     {[]string{"申请人", ""}, "party-missing K"},
		"nobody on the other side":           {[]string{"被申请人", ""}, "respondent-missing M"},
		"51 parties":                         {[]string{"被申请人", strings.Repeat("某、", 50)}, "party-count K"},
		"two telephones for one":             {[]string{"电话", "1、2"}, "phone-count L"},
		"three parties, two people":          {[]string{"被申请人", "某乙、某丙", "人数", "2"}, "involved-few N"},
		"nobody involved":                    {[]string{"人数", "0"}, "involved-range N"},
		"about thirty":                       {[]string{"人数", "30余人"}, "number-about N"},
		"what is no number":                  {[]string{"人数", "若干"}, "number-format N"},
		"what is no amount":                  {[]string{"金额", "若干"}, "number-format O"},
		"a court without papers":             {[]string{"来源", "法院"}, "referral-needed F"},
		"papers where none belong":           {[]string{"移送单位", "某法院"}, "referral-refused F"},
		"half the papers of the hotline":     {[]string{"来源", "热线", "移送文号", "7号"}, "referral-incomplete F"},
		"no papers of the hotline":           {[]string{"来源", "热线"}, ""},
		"a court without papers, unmediated": {[]string{"来源", "法院", "方式", "", "调解员", "", "日期", "", "结果", "撤回", "形式", ""}, "referral-incomplete F"},
		"half the papers of a court":         {[]string{"来源", "法院", "移送单位", "某法院"}, "referral-needed F"},
		"wanted back on the day of receipt":  {[]string{"来源", "热线", "移送单位", "热线", "移送文号", "7号", "反馈", "2012-3-5"}, ""},
		"wanted back before the receipt":     {[]string{"来源", "热线", "移送单位", "热线", "移送文号", "7号", "反馈", "2012-3-4"}, "dates-order AG"},
		"an unknown result":                  {[]string{"结果", "好了"}, "word-unknown AD"},
		"no form":                            {[]string{"形式", ""}, "form-missing AE"},
		"an unknown form":                    {[]string{"形式", "握手"}, "form-unknown AE"},
		"settled on no day":                  {[]string{"办结", ""}, "concluded-missing AF"},
		"concluded with no result":           {[]string{"结果", "", "形式", ""}, "result-missing AD"},
		"still open":                         {[]string{"结果", "在办", "形式", "", "办结", ""}, ""},
		"open and nothing written":           {[]string{"结果", "", "形式", "", "办结", ""}, ""},
		"no mode":                            {[]string{"方式", ""}, "mode-missing Z"},
		"nobody mediated":                    {[]string{"方式", "", "调解员", "", "日期", ""}, "mediation-missing Z"},
		"no mediator":                        {[]string{"调解员", ""}, "mediator-missing AA"},
		"a mediator by name":                 {[]string{"调解员", "王调解"}, "mediator-account AA"},
		"no session":                         {[]string{"日期", ""}, "session-missing AB"},
		"two sessions, one day":              {[]string{"次数", "2"}, "session-count AC"},
		"what is no count":                   {[]string{"次数", "几次"}, "number-format AC"},
		"failed, and nothing was told":       {[]string{"结果", "不成", "形式", ""}, "routes-missing R"},
		"failed, and told":                   {[]string{"结果", "不成", "形式", "", "途径", "诉讼"}, ""},
		"an unknown route":                   {[]string{"结果", "不成", "形式", "", "途径", "上访"}, "word-unknown R"},
		"the limit was not over":             {[]string{"结果", "期满", "形式", "", "途径", "诉讼", "办结", "2012-4-4"}, "limit-not-expired AD"},
		"the limit was over":                 {[]string{"结果", "期满", "形式", "", "途径", "诉讼", "办结", "2012-4-6"}, ""},
		"agreed after a limit that warns":    {[]string{"办结", "2012-5-8"}, ""},
		"medical, agreed in time":            {[]string{"方式", "医疗", "办结", "2012-4-16"}, ""},
		"medical, agreed after the limit":    {[]string{"方式", "医疗", "办结", "2012-5-8"}, "limit-lapsed AD"},
		"medical, taken back after it":       {[]string{"方式", "医疗", "办结", "2012-5-8", "结果", "撤回", "形式", ""}, "limit-lapsed AD"},
		"medical, terminated after it":       {[]string{"方式", "医疗", "办结", "2012-5-8", "结果", "终止", "形式", ""}, "limit-lapsed AD"},
		"medical, refused after it":          {[]string{"方式", "医疗", "办结", "2012-5-8", "结果", "拒绝", "形式", "", "日期", ""}, "limit-lapsed AD"},
		"medical, failed after it":           {[]string{"方式", "医疗", "办结", "2012-5-8", "结果", "不成", "形式", "", "途径", "诉讼"}, ""},
		"medical, the limit was over":        {[]string{"方式", "医疗", "办结", "2012-5-8", "结果", "期满", "形式", "", "途径", "诉讼"}, ""},
		"medical, taken back after it, then transferred": {[]string{
			"前次方式", "医疗", "前次调解员", "tjy-2", "前次日期", "5月8日", "前次结果", "撤回",
			"方式", "", "调解员", "", "日期", "", "结果", "移送", "形式", "", "办结", "2012-5-9",
		}, "limit-lapsed Y"},
		"a court's mode, another channel": {[]string{"方式", "委派"}, "court-channel Z"},
		"refused by a party, and held":    {[]string{"结果", "拒绝", "形式", ""}, "refusal-sessions AB"},
		"refused by a party":              {[]string{"结果", "拒绝", "形式", "", "日期", ""}, ""},
		"transferred out of mediation":    {[]string{"结果", "移送", "形式", ""}, "transfer-mediated AD"},
		"not accepted":                    {[]string{"决定", "不予受理", "理由", "非纠纷", "途径", "诉讼", "方式", "", "调解员", "", "日期", "", "结果", "", "形式", ""}, ""},
		"not accepted, and no reason":     {[]string{"结果", "不予受理", "途径", "诉讼", "方式", "", "调解员", "", "日期", "", "形式", ""}, "refusal-reason Q"},
		"not accepted, and mediated":      {[]string{"结果", "不予受理", "理由", "非纠纷", "途径", "诉讼", "形式", ""}, "refused-mediated Z"},
		"not accepted, and settled":       {[]string{"决定", "不予受理"}, "decision-result AD"},
		"accepted, and not accepted":      {[]string{"决定", "受理", "结果", "不予受理", "形式", ""}, "decision-result AD"},
		"a second attempt": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月6日", "前次结果", "不成", "途径", "诉讼",
		}, ""},
		"a second attempt before the first": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月7日", "前次结果", "不成", "途径", "诉讼", "日期", "3月6日",
		}, "dates-order AB"},
		"failed, then transferred": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月6日", "前次结果", "不成", "途径", "诉讼",
			"方式", "", "调解员", "", "日期", "", "结果", "移送", "形式", "",
		}, "mediation-binds AD"},
		"failed, then refused by a party": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月6日", "前次结果", "不成", "途径", "诉讼", "日期", "", "结果", "拒绝", "形式", "",
		}, "mediation-binds AD"},
		"failed, then settled on the spot": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月6日", "前次结果", "不成", "途径", "诉讼",
			"方式", "", "调解员", "", "日期", "", "形式", "当场",
		}, "mediation-binds AD"},
		"refused by a party, then settled on the spot": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次结果", "拒绝", "方式", "", "调解员", "", "日期", "", "形式", "当场",
		}, "mediation-missing Z"},
		"failed, then settled in writing by nobody": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月6日", "前次结果", "不成", "途径", "诉讼", "方式", "", "调解员", "", "日期", "",
		}, "mediation-missing Z"},
		"refused by a party, then taken back": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次结果", "拒绝", "方式", "", "调解员", "", "日期", "", "结果", "撤回", "形式", "",
		}, ""},
		"refused by a party, then transferred": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次终结", "3月6日", "前次结果", "拒绝",
			"方式", "", "调解员", "", "日期", "", "结果", "移送", "形式", "",
		}, ""},
		"refused by a party twice": {[]string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次终结", "3月6日", "前次结果", "拒绝", "日期", "", "结果", "拒绝", "形式", "",
		}, "refused-again AD"},
		"a first attempt without a result": {[]string{"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月6日"}, "value-missing Y"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := reading(t, book(t, heads, []map[string]string{changed(good(), test.change...)}, stated...), testMapping)
			var got []string
			for _, p := range r.Problems {
				if _, known := kinds[p.Code]; !known || strings.Contains(p.Line("zh"), "%!") || strings.Contains(p.Line("en"), "%!") {
					t.Errorf("%s: %s", p.Code, p.Line("en"))
				}
				if p.Row != 3 {
					t.Errorf("row %d", p.Row)
				}
				got = append(got, p.Code+" "+p.Column)
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("%s, want %s", s, test.want)
			}
			if bad := r.Problems.Errors() > 0; bad != (len(r.Entries) == 0) || r.Rows != 1 {
				t.Errorf("%d errors, %d entries of %d rows", r.Problems.Errors(), len(r.Entries), r.Rows)
			}
		})
	}
}

// TestProblemsOfTheWholeLedger are those that no single row shows.
func TestProblemsOfTheWholeLedger(t *testing.T) {
	t.Parallel()
	one := []map[string]string{good()}
	twice := func(changes ...string) []map[string]string {
		return []map[string]string{good(), changed(good(), changes...)}
	}
	without := func(h string) []string {
		return slices.DeleteFunc(slices.Clone(heads), func(x string) bool { return x == h })
	}
	replaced := func(old, new string) string { return strings.Replace(testMapping, old, new, 1) }
	for name, test := range map[string]struct {
		content []byte
		mapping string
		want    string
	}{
		"another sheet":             {book(t, heads, one, stated...), replaced("sheet: 台账", "sheet: 总账"), "sheet-missing"},
		"no heading":                {book(t, without("受理日期"), one, stated...), testMapping, "head-missing"},
		"a heading is missing":      {book(t, without("人数"), one, stated...), testMapping, "heading-missing"},
		"a heading comes twice":     {book(t, append(slices.Clone(heads), "类别"), one, stated...), testMapping, "heading-twice heading-unused"},
		"a column that nobody read": {book(t, append(slices.Clone(heads), "备注"), one, stated...), testMapping, "heading-unused"},
		"a column that is ignored":  {book(t, append(slices.Clone(heads), "备注"), one, stated...), "ignore: [备注]\n" + testMapping, ""},
		"no rows":                   {book(t, heads, nil, stated...), testMapping, "no-rows"},
		"no end":                    {book(t, heads, one, stated...), replaced("end: [合计]", "end: [完]"), "value-missing unit-missing value-missing value-missing value-missing party-missing end-missing"},
		"the same number twice":     {book(t, heads, twice("受理日期", "2012-3-6"), stated...), testMapping, "serial-twice"},
		"the same row twice":        {book(t, heads, twice("序号", "2"), stated...), testMapping, "row-twice"},
		"records below the end":     {book(t, heads, append(one, map[string]string{"序号": "合计"}, changed(good(), "序号", "2")), stated...), testMapping, "after-end"},
		"no totals":                 {book(t, heads, one), testMapping[:strings.Index(testMapping, "totals:")], "total-not-stated"},
		"a total is missing":        {book(t, heads, one, stated[1:]...), testMapping, "total-missing"},
		"a total stands twice":      {book(t, heads, one, append(slices.Clone(stated), []string{"", "", "", "总数", "1"})...), testMapping, "total-twice"},
		"a total is no number":      {book(t, heads, one, append([][]string{{"总数", "很多"}}, stated[1:]...)...), testMapping, "total-format"},
		"no table of categories":    {book(t, heads, one, stated[:4]...), testMapping, "total-missing"},
		"another sheet of totals":   {book(t, heads, one, stated...), replaced("sheet: 汇总", "sheet: 总表"), "sheet-missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := reading(t, test.content, test.mapping)
			var got []string
			for _, p := range r.Problems {
				got = append(got, p.Code)
				if strings.Contains(p.Line("zh"), "%!") || strings.Contains(p.Line("en"), "%!") {
					t.Error(p.Line("en"))
				}
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("%s, want %s", s, test.want)
			}
		})
	}
}

var update = flag.Bool("update", os.Getenv("ANJIE_UPDATE_GOLDEN") != "", "rewrite golden files")

// golden compares with a file under testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		must(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if got != string(want) {
		t.Errorf("%s is not what it was:\n%s", name, got)
	}
}

// TestADryRunReadsLikeThis is the transcript that a person sees, in both languages.
func TestADryRunReadsLikeThis(t *testing.T) {
	t.Parallel()
	rows := []map[string]string{
		good(),
		changed(good(), "序号", "2", "类别", "邻居", "人数", "10余人", "申请人", "某丙"),
		changed(good(), "序号", "3", "受理日期", "2012年3月9日", "申请人", "某丁"),
		changed(good(), "序号", "1", "单位代码", "", "受理单位", "新屯社区", "调解员", "王调解", "申请人", "某戊"),
		changed(good(), "序号", "5", "结果", "不成", "形式", "", "途径", "诉讼", "申请人", "某己"),
		changed(good(), "序号", "6", "结果", "撤回", "形式", "", "申请人", "某庚", "来源", "法院", "移送单位", "某法院", "移送文号", "（2012）诉前调字第7号"),
	}
	content := book(t, append(slices.Clone(heads), "备注"), rows,
		[][]string{{"总数", "6"}, {"成功", "4"}, {"不成", "1"}, {"成功率", "80.00%"}, {"类别", "件数"}, {"邻里", "5"}, {"婚姻", "1"}}...)
	for lang, name := range map[say.Lang]string{say.Chinese: "dry-run.zh.txt", say.English: "dry-run.en.txt"} {
		r := reading(t, content, testMapping)
		r.SHA256 = strings.Repeat("0", 64) // spreadsheets of another version of the library differ in their bytes
		var b strings.Builder
		r.Report(&b, "2012.xlsx", lang)
		golden(t, name, b.String())
	}
}

func TestFilesThatAreNoLedgers(t *testing.T) {
	t.Parallel()
	whole := book(t, heads, nil)
	for name, test := range map[string]struct {
		content []byte
		want    error
	}{
		"a picture":         {[]byte("\x89PNG\r\n\x1a\n\x00\x00"), ErrNotALedger},
		"half a file":       {whole[:len(whole)/2], ErrNotALedger},
		"another encoding":  {append([]byte("序号,"), 0xff, 0xfe, 0xff), ErrEncoding},
		"a quote too many":  {[]byte("序号,\"受理日期\n"), ErrNotALedger},
		"too large to read": {make([]byte, MaxFile+1), ErrTooLarge},
	} {
		if _, err := Open(test.content); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestACSVIsReadInBothEncodings writes the same ledger in UTF-8 with and without its mark, and in GB18030, with names that are in no
// older encoding.
func TestACSVIsReadInBothEncodings(t *testing.T) {
	t.Parallel()
	text := strings.Join(heads, ",") + "\r\n"
	row := changed(good(), "申请人", "𠮷㛃", "事件", "“𠮷㛃”与某乙，纠纷")
	cells := make([]string, len(heads))
	for i, h := range heads {
		cells[i] = row[h]
	}
	text += strings.Join(cells, ",") + "\r\n合计\r\n"
	for _, r := range stated {
		text += strings.Join(r, ",") + "\r\n"
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	must(t, err)
	for name, content := range map[string]string{"UTF-8": text, "UTF-8 with its mark": "\ufeff" + text, "GB18030": gb} {
		r := reading(t, []byte(content), testMapping)
		if len(r.Problems) > 0 || len(r.Entries) != 1 || r.Entries[0].Parties[0].Name != "𠮷㛃" || r.Entries[0].Title != "“𠮷㛃”与某乙，纠纷" {
			t.Errorf("%s: %v %+v", name, r.Problems, r.Entries)
		}
		if d := r.Differences(); len(r.Totals) != 5 || len(d) > 0 {
			t.Errorf("%s: totals %v", name, r.Totals)
		}
	}
}
