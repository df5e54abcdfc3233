package dispute

// CodesVersion names this edition of the code tables. Every event stores it beside the codes: when a table changes, what
// was recorded under the old one keeps its meaning.
const CodesVersion = "2026-11"

// Code is one entry of a code table.
type Code struct {
	Code string
	Zh   string
	En   string
}

// Table is a code table in its printed order. Tables are read, never changed.
type Table []Code

// Find returns the entry with the code.
func (t Table) Find(code string) (Code, bool) {
	for _, c := range t {
		if c.Code == code {
			return c, true
		}
	}
	return Code{}, false
}

// Has reports whether the table holds the code.
func (t Table) Has(code string) bool {
	_, ok := t.Find(code)
	return ok
}

// Categories are the eighteen categories of people's-mediation statistics. The codes are ours.
func Categories() Table { return categories }

// Channels say how a dispute reached the centre.
func Channels() Table { return channels }

// Referrers are the kinds of bodies that hand disputes over. Which body it was, and what its papers say, is sealed.
func Referrers() Table { return referrers }

// Scales say how many people a dispute involves.
func Scales() Table { return scales }

// WithdrawalReasons are the outcomes with which an applicant takes a dispute back. Neither counts as a failure.
func WithdrawalReasons() Table { return withdrawalReasons }

// LateReasons explain why something was entered more than LateAfter after it happened.
func LateReasons() Table { return lateReasons }

var categories = Table{
	{"A01", "婚姻家庭纠纷", "marriage and family"},
	{"A02", "邻里纠纷", "neighbours"},
	{"A03", "房屋宅基地纠纷", "house and homestead"},
	{"A04", "合同纠纷", "contract"},
	{"A05", "生产经营纠纷", "production and business"},
	{"A06", "损害赔偿纠纷", "damages"},
	{"A07", "山林土地纠纷", "forest and land"},
	{"A08", "征地拆迁纠纷", "expropriation"},
	{"A09", "环境污染纠纷", "pollution"},
	{"A10", "拖欠农民工工资纠纷", "unpaid migrant wages"},
	{"A11", "其他劳动争议纠纷", "other labour"},
	{"A12", "旅游纠纷", "tourism"},
	{"A13", "电子商务纠纷", "e-commerce"},
	{"A14", "其他消费纠纷", "other consumer"},
	{"A15", "医疗纠纷", "medical"},
	{"A16", "道路交通事故纠纷", "traffic"},
	{"A17", "物业纠纷", "property management"},
	{"A99", "其他纠纷", "other"},
}

var channels = Table{
	{"S01", "来访（窗口）", "visit at the window"},
	{"S02", "来信", "letter"},
	{"S03", "网上/小程序", "online"},
	{"S04", "来电", "phone"},
	{"S05", "领导接访日", "leaders' reception day"},
	{"S06", "下访/走访发现", "found on a visit"},
	{"S07", "群众上报", "reported by residents in the app"},
	{"S11", "网格员上报/巡查", "grid worker"},
	{"S12", "调解员排查", "proactive finding by a mediator"},
	{"S13", "物联网感知", "device alarm about a thing"},
	{"S21", "12345转办", "hotline 12345"},
	{"S22", "110转办（非警务）", "hotline 110, not for the police"},
	{"S23", "法院委派/委托", "referral by a court"},
	{"S24", "检察院移送", "transfer by a procuratorate"},
	{"S25", "公安机关委托移送", "transfer by the police"},
	{"S26", "信访部门委托移送", "transfer by a petition office"},
	{"S27", "其他部门委托移送", "transfer by another department"},
	{"S28", "上级交办/上级指示", "mandate from above"},
	{"S29", "跨区域移交", "hand-over from another area"},
	{"S31", "群众说事/议事会", "deliberation"},
	{"S32", "媒体/网络留言", "media or message board"},
}

var referrers = Table{
	{"B01", "人民法院", "court"},
	{"B02", "人民检察院", "procuratorate"},
	{"B03", "公安机关", "police"},
	{"B04", "信访部门", "petition office"},
	{"B05", "12345热线", "hotline 12345"},
	{"B06", "上级机关", "superior body"},
	{"B07", "其他地区的机构", "body of another area"},
	{"B99", "其他部门", "other department"},
}

var scales = Table{
	{"01", "个体性事件", "individual"},
	{"02", "一般群体性事件", "group"},
	{"03", "重大群体性事件", "major group"},
}

var withdrawalReasons = Table{
	{"R31", "当事人撤回申请", "withdrawn by the applicant"},
	{"R32", "当事人自行和解", "settled by the parties themselves"},
}

var lateReasons = Table{
	{"L01", "系统或网络中断后补录", "entered after an outage"},
	{"L02", "外出走访后补录", "entered after work in the field"},
	{"L03", "纸质台账转录", "copied from a paper ledger"},
	{"L04", "移交材料晚到", "papers of the hand-over came late"},
	{"L99", "其他原因", "other"},
}

// scaleOf gives the scale by the national default: five people are a group, thirty a major one.
func scaleOf(involved int) string {
	switch {
	case involved < 5:
		return "01"
	case involved < 30:
		return "02"
	default:
		return "03"
	}
}

// referralUse says what a channel asks of the hand-over papers.
type referralUse uint8

const (
	referralRefused referralUse = iota
	referralAllowed
	referralNeeded
)

func referralOf(channel string) referralUse {
	switch {
	case channel >= "S23" && channel <= "S27":
		return referralNeeded
	case channel >= "S21" && channel <= "S29":
		return referralAllowed
	default:
		return referralRefused
	}
}

// ReferrerOf gives the kind of referrer that a channel names by itself; empty for channels that leave it open, since a
// superior, another area and another department can be of several kinds.
func ReferrerOf(channel string) string {
	switch channel {
	case "S21":
		return "B05"
	case "S22", "S25":
		return "B03"
	case "S23":
		return "B01"
	case "S24":
		return "B02"
	case "S26":
		return "B04"
	default:
		return ""
	}
}
