package profile

import (
	"strings"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/unit"
)

// The kinds of limits that every profile has, whatever the case.
const (
	Accept = "accept" // from registration to the decision to accept or refuse
	Handle = "handle" // from acceptance or dispatch to the end
	Urgent = "urgent" // instead of Handle when a case is urgent
	Object = "object" // from dispatch to a department's objection
)

// Acknowledge is the kind of limit that a profile may have: from dispatch to its receipt 签收.
const Acknowledge = "acknowledge"

// The kinds of limits that early profiles had and nothing counted with. They can be read and shown, and are not published any more:
// elsewhere says where such a limit comes from.
const (
	Mediate  = "mediate"   // one proceeding, by its mode
	Confirm  = "confirm"   // joint application for judicial confirmation
	FollowUp = "follow-up" // from the end to the follow-up visit
)

var elsewhere = map[string]Text{
	Mediate: {
		"调解期限依法按调解方式确定，由调解服务按其方式表计算，城市配置不另设",
		"the law gives the limit of a proceeding by its mode; mediation counts it by its own table of modes",
	},
	Confirm: {
		"申请司法确认的期限为协议生效之日起三十日（《人民调解法》第三十三条），由调解服务计算",
		"the time for judicial confirmation is 30 days from the effect of the agreement by law; mediation counts it",
	},
	FollowUp: {"回访没有期限规则，由办理单位按需要进行", "follow-up visits have no limit: they are made as needed"},
}

// The units of clocks.
const (
	Workdays = string(dispute.WorkingDays)  // 工作日
	Days     = string(dispute.CalendarDays) // 日: the last one moves to a day that is not off
	Hours    = string(dispute.Hours)        // 小时
)

// Kinds are the kinds of limits.
func Kinds() codetable.Table { return kinds }

// Clocks are the units in which limits are counted.
func Clocks() codetable.Table { return clocks }

// Complexities are what a case may be classified as.
func Complexities() codetable.Table { return complexities }

// Modes are the modes of mediation.
func Modes() codetable.Table { return modes }

// Tiers are the tiers of units.
func Tiers() codetable.Table { return tiers }

var kinds = codetable.Table{
	{Code: Accept, Zh: "受理", En: "accept or refuse"},
	{Code: Acknowledge, Zh: "签收", En: "acknowledge a dispatch"},
	{Code: Handle, Zh: "办理", En: "handle"},
	{Code: Urgent, Zh: "加急办理", En: "handle what is urgent"},
	{Code: Object, Zh: "提出异议", En: "object to a dispatch"},
	{Code: Mediate, Zh: "调解", En: "mediate"},
	{Code: Confirm, Zh: "申请司法确认", En: "apply for judicial confirmation"},
	{Code: FollowUp, Zh: "回访", En: "follow-up visit"},
}

// needed are the kinds without which a profile is not complete.
var needed = []string{Accept, Handle, Urgent, Object}

var clocks = codetable.Table{
	{Code: Workdays, Zh: "个工作日", En: "working days"},
	{Code: Days, Zh: "日", En: "calendar days"},
	{Code: Hours, Zh: "小时", En: "hours"},
}

// The complexities. A case that has not been classified is taken as general.
const (
	Simple  = string(dispute.Simple)
	General = string(dispute.General)
	Complex = string(dispute.Complex)
)

var complexities = codetable.Table{
	{Code: Simple, Zh: "简单", En: "simple"},
	{Code: General, Zh: "一般", En: "general"},
	{Code: Complex, Zh: "复杂", En: "complex"},
}

// The codes of modes are those of mediation. Limits of early profiles name them.
var modes = codetable.Table{
	{Code: "M01", Zh: "人民调解", En: "people's mediation"},
	{Code: "M02", Zh: "行政调解", En: "administrative mediation"},
	{Code: "M03", Zh: "法院委派调解（立案前）", En: "appointed by a court before filing"},
	{Code: "M04", Zh: "法院委托调解（立案后）", En: "entrusted by a court after filing"},
	{Code: "M05", Zh: "行业性、专业性调解", En: "trade mediation"},
	{Code: "M06", Zh: "劳动争议调解", En: "labour mediation"},
	{Code: "M07", Zh: "医疗纠纷人民调解", En: "medical mediation"},
	{Code: "M08", Zh: "道路交通事故损害赔偿调解", En: "road traffic mediation"},
	{Code: "M09", Zh: "律师调解", En: "lawyers' mediation"},
	{Code: "M10", Zh: "商事调解", En: "commercial mediation"},
}

var tiers = codetable.Table{
	{Code: "province", Zh: "省", En: "province"},
	{Code: "city", Zh: "市", En: "city"},
	{Code: "county", Zh: "县（区）", En: "county"},
	{Code: "town", Zh: "镇（街道）", En: "town"},
	{Code: "village", Zh: "村（社区）", En: "village"},
}

// TierCode is the code of a tier, empty for none.
func TierCode(t unit.Tier) string {
	if t < unit.Province || t > unit.Village {
		return ""
	}
	return tiers[t-1].Code
}

func tierOf(code string) unit.Tier {
	for i, t := range tiers {
		if t.Code == code {
			return unit.Tier(i + 1)
		}
	}
	return unit.NoTier
}

// parentCategory is the national category of a local one, and the category itself otherwise.
func parentCategory(code string) string {
	parent, _, _ := strings.Cut(code, ".")
	return parent
}

func isLocal(category string) bool { return strings.Contains(category, ".") }

// categoryName finds a category of either table.
func (p *Profile) categoryName(code string) string {
	if c, ok := dispute.Categories().Find(code); ok {
		return c.Zh
	}
	for _, c := range p.Categories {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}
