package dispute

import "anjie.internal/services/internal/codetable"

// Categories are the eighteen categories of people's-mediation statistics. The codes are ours.
func Categories() codetable.Table { return categories }

// Channels say how a dispute reached the centre.
func Channels() codetable.Table { return channels }

// Referrers are the kinds of bodies that hand disputes over. Which body it was, and what its papers say, is sealed.
func Referrers() codetable.Table { return referrers }

// Scales say how many people a dispute involves.
func Scales() codetable.Table { return scales }

// WithdrawalReasons are the outcomes with which an applicant takes a dispute back. Neither counts as a failure.
func WithdrawalReasons() codetable.Table { return withdrawalReasons }

var categories = codetable.Table{
	{Code: "A01", Zh: "婚姻家庭纠纷", En: "marriage and family"},
	{Code: "A02", Zh: "邻里纠纷", En: "neighbours"},
	{Code: "A03", Zh: "房屋宅基地纠纷", En: "house and homestead"},
	{Code: "A04", Zh: "合同纠纷", En: "contract"},
	{Code: "A05", Zh: "生产经营纠纷", En: "production and business"},
	{Code: "A06", Zh: "损害赔偿纠纷", En: "damages"},
	{Code: "A07", Zh: "山林土地纠纷", En: "forest and land"},
	{Code: "A08", Zh: "征地拆迁纠纷", En: "expropriation"},
	{Code: "A09", Zh: "环境污染纠纷", En: "pollution"},
	{Code: "A10", Zh: "拖欠农民工工资纠纷", En: "unpaid migrant wages"},
	{Code: "A11", Zh: "其他劳动争议纠纷", En: "other labour"},
	{Code: "A12", Zh: "旅游纠纷", En: "tourism"},
	{Code: "A13", Zh: "电子商务纠纷", En: "e-commerce"},
	{Code: "A14", Zh: "其他消费纠纷", En: "other consumer"},
	{Code: "A15", Zh: "医疗纠纷", En: "medical"},
	{Code: "A16", Zh: "道路交通事故纠纷", En: "traffic"},
	{Code: "A17", Zh: "物业纠纷", En: "property management"},
	{Code: "A99", Zh: "其他纠纷", En: "other"},
}

var channels = codetable.Table{
	{Code: "S01", Zh: "来访（窗口）", En: "visit at the window"},
	{Code: "S02", Zh: "来信", En: "letter"},
	{Code: "S03", Zh: "网上/小程序", En: "online"},
	{Code: "S04", Zh: "来电", En: "phone"},
	{Code: "S05", Zh: "领导接访日", En: "leaders' reception day"},
	{Code: "S06", Zh: "下访/走访发现", En: "found on a visit"},
	{Code: "S07", Zh: "群众上报", En: "reported by residents in the app"},
	{Code: "S11", Zh: "网格员上报/巡查", En: "grid worker"},
	{Code: "S12", Zh: "调解员排查", En: "proactive finding by a mediator"},
	{Code: "S13", Zh: "物联网感知", En: "device alarm about a thing"},
	{Code: "S21", Zh: "12345转办", En: "hotline 12345"},
	{Code: "S22", Zh: "110转办（非警务）", En: "hotline 110, not for the police"},
	{Code: "S23", Zh: "法院委派/委托", En: "referral by a court"},
	{Code: "S24", Zh: "检察院移送", En: "transfer by a procuratorate"},
	{Code: "S25", Zh: "公安机关委托移送", En: "transfer by the police"},
	{Code: "S26", Zh: "信访部门委托移送", En: "transfer by a petition office"},
	{Code: "S27", Zh: "其他部门委托移送", En: "transfer by another department"},
	{Code: "S28", Zh: "上级交办/上级指示", En: "mandate from above"},
	{Code: "S29", Zh: "跨区域移交", En: "hand-over from another area"},
	{Code: "S31", Zh: "群众说事/议事会", En: "deliberation"},
	{Code: "S32", Zh: "媒体/网络留言", En: "media or message board"},
}

var referrers = codetable.Table{
	{Code: "B01", Zh: "人民法院", En: "court"},
	{Code: "B02", Zh: "人民检察院", En: "procuratorate"},
	{Code: "B03", Zh: "公安机关", En: "police"},
	{Code: "B04", Zh: "信访部门", En: "petition office"},
	{Code: "B05", Zh: "12345热线", En: "hotline 12345"},
	{Code: "B06", Zh: "上级机关", En: "superior body"},
	{Code: "B07", Zh: "其他地区的机构", En: "body of another area"},
	{Code: "B99", Zh: "其他部门", En: "other department"},
}

var scales = codetable.Table{
	{Code: "01", Zh: "个体性事件", En: "individual"},
	{Code: "02", Zh: "一般群体性事件", En: "group"},
	{Code: "03", Zh: "重大群体性事件", En: "major group"},
}

var withdrawalReasons = codetable.Table{
	{Code: "R31", Zh: "当事人撤回申请", En: "withdrawn by the applicant"},
	{Code: "R32", Zh: "当事人自行和解", En: "settled by the parties themselves"},
}

// Thresholds say from how many people on a dispute is one of a group, and from how many a major one. A city sets its own; the zero
// value stands for the national default.
type Thresholds struct{ Group, Major int }

// OrDefault are the thresholds that hold: of a city that sets none five people are a group, thirty a major one.
func (t Thresholds) OrDefault() Thresholds {
	if t == (Thresholds{}) {
		return Thresholds{Group: 5, Major: 30}
	}
	return t
}

// scaleOf gives the scale of a dispute with so many people.
func (t Thresholds) scaleOf(involved int) string {
	t = t.OrDefault()
	switch {
	case involved < t.Group:
		return "01"
	case involved < t.Major:
		return "02"
	default:
		return "03"
	}
}

// referralUse says what a channel asks of the hand-over papers.
type referralUse uint8

const (
	referralRefused referralUse = iota
	// referralNeeded: who handed it over, and under which number.
	referralNeeded
	// referralDated: and the day by which the referrer wants to hear of it.
	referralDated
)

func referralOf(channel string) referralUse {
	switch {
	case channel >= "S23" && channel <= "S27":
		return referralDated
	case channel >= "S21" && channel <= "S29":
		return referralNeeded
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
