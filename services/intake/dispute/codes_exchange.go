package dispute

import (
	"strings"

	"anjie.internal/services/internal/codetable"
)

// Exchange is the two-level table in which centres and other systems exchange disputes, as systems in use have it; it is
// believed to be the dispute table of GB/T 31000. The eighteen categories and it do not map onto each other, so both are
// stored.
func Exchange() codetable.Table { return exchange }

// Mediable reports whether matters of an exchange category may enter mediation. What concerns the work of the police, the
// procuratorates, the courts (14) and the discipline of cadres (15) goes the ways of the Regulations on Petitions, Art. 22,
// 30 and 31. An empty code is open.
func Mediable(code string) bool {
	return !strings.HasPrefix(code, "14") && !strings.HasPrefix(code, "15")
}

// classifies reports whether the code is fine enough to classify with: of the second level, or the rest of everything.
func (e Edition) classifies(code string) bool {
	return e.Exchange.Has(code) && (len(code) == 4 || code == "99")
}

var exchange = codetable.Table{
	{Code: "01", Zh: "婚恋家庭", En: "marriage and family"},
	{Code: "0101", Zh: "恋爱及婚姻", En: "courtship and marriage"},
	{Code: "0102", Zh: "抚养赡养监护", En: "support and guardianship"},
	{Code: "0103", Zh: "分家与继承", En: "division and inheritance"},
	{Code: "0199", Zh: "婚恋家庭其他", En: "marriage and family, other"},
	{Code: "02", Zh: "邻里", En: "neighbours"},
	{Code: "0201", Zh: "用水排水通行通风采光", En: "water, passage, air and light"},
	{Code: "0202", Zh: "相邻土地建筑利用", En: "use of adjoining land and buildings"},
	{Code: "0203", Zh: "相邻污染损害防止", En: "pollution between neighbours"},
	{Code: "0299", Zh: "邻里其他", En: "neighbours, other"},
	{Code: "03", Zh: "人格权", En: "personality rights"},
	{Code: "0301", Zh: "姓名肖像", En: "name and likeness"},
	{Code: "0302", Zh: "名誉隐私", En: "reputation and privacy"},
	{Code: "0303", Zh: "身体健康及人身自由", En: "body, health and liberty"},
	{Code: "0399", Zh: "人格权其他", En: "personality rights, other"},
	{Code: "04", Zh: "物权相关", En: "property rights"},
	{Code: "0401", Zh: "财物返还及损害赔偿", En: "return of and damage to property"},
	{Code: "0402", Zh: "物业及其管理", En: "property management"},
	{Code: "0403", Zh: "房屋等不动产登记", En: "registration of real estate"},
	{Code: "0499", Zh: "物权相关其他", En: "property rights, other"},
	{Code: "05", Zh: "侵权相关", En: "torts"},
	{Code: "0501", Zh: "教育机构", En: "educational bodies"},
	{Code: "0502", Zh: "医疗损害", En: "medical damage"},
	{Code: "0503", Zh: "交通事故", En: "traffic accidents"},
	{Code: "0504", Zh: "环境污染", En: "pollution"},
	{Code: "0505", Zh: "产品责任", En: "product liability"},
	{Code: "0506", Zh: "网络侵权", En: "torts online"},
	{Code: "0507", Zh: "劳务损害", En: "damage at work for others"},
	{Code: "0599", Zh: "侵权相关其他", En: "torts, other"},
	{Code: "06", Zh: "合同及相关", En: "contracts"},
	{Code: "0601", Zh: "消费及服务", En: "consumption and services"},
	{Code: "0602", Zh: "房产买卖租赁", En: "sale and lease of homes"},
	{Code: "0603", Zh: "交易贸易", En: "trade"},
	{Code: "0604", Zh: "运输仓储", En: "transport and storage"},
	{Code: "0699", Zh: "合同及相关其他", En: "contracts, other"},
	{Code: "07", Zh: "劳动人事争议", En: "labour and personnel"},
	{Code: "0701", Zh: "劳动合同、劳务派遣", En: "employment contracts and dispatch"},
	{Code: "0702", Zh: "社会保险", En: "social insurance"},
	{Code: "0703", Zh: "福利待遇", En: "welfare and pay"},
	{Code: "0704", Zh: "人事争议", En: "personnel disputes"},
	{Code: "0799", Zh: "劳动人事争议其他", En: "labour and personnel, other"},
	{Code: "08", Zh: "金融借贷", En: "finance and lending"},
	{Code: "0801", Zh: "证券基金期货", En: "securities, funds and futures"},
	{Code: "0802", Zh: "投资信托理财", En: "investment, trusts and wealth products"},
	{Code: "0803", Zh: "保险", En: "insurance"},
	{Code: "0804", Zh: "借贷及担保", En: "loans and guarantees"},
	{Code: "0899", Zh: "金融借贷其他", En: "finance and lending, other"},
	{Code: "09", Zh: "土地及资源权属", En: "land and resources"},
	{Code: "0901", Zh: "土地承包经营", En: "contracted land"},
	{Code: "0902", Zh: "宅基地使用", En: "homesteads"},
	{Code: "0903", Zh: "山林矿产", En: "forests and mines"},
	{Code: "0904", Zh: "水域水利", En: "waters and water works"},
	{Code: "0999", Zh: "土地及资源权属其他", En: "land and resources, other"},
	{Code: "10", Zh: "其他民商事", En: "other civil and commercial"},
	{Code: "1001", Zh: "知识产权", En: "intellectual property"},
	{Code: "1002", Zh: "公司企业设立解散", En: "founding and dissolving companies"},
	{Code: "1003", Zh: "海事海商", En: "maritime"},
	{Code: "1004", Zh: "竞争", En: "competition"},
	{Code: "1005", Zh: "票据与信用证", En: "bills and letters of credit"},
	{Code: "1006", Zh: "无因管理与不当得利", En: "agency without authority and unjust enrichment"},
	{Code: "1099", Zh: "其他民商事其他", En: "other civil and commercial, other"},
	{Code: "11", Zh: "城乡建设发展", En: "urban and rural construction"},
	{Code: "1101", Zh: "国有土地上房屋征收", En: "expropriation of homes on state land"},
	{Code: "1102", Zh: "农村集体土地征用", En: "requisition of collective land"},
	{Code: "1103", Zh: "城乡规划及拆违", En: "planning and unlawful buildings"},
	{Code: "1104", Zh: "基础设施建设及市政市容", En: "infrastructure and city works"},
	{Code: "1105", Zh: "移民安置", En: "resettlement"},
	{Code: "1199", Zh: "城乡建设发展其他", En: "urban and rural construction, other"},
	{Code: "12", Zh: "涉民政", En: "civil affairs"},
	{Code: "1201", Zh: "村（社区）选举和管理", En: "elections and affairs of villages and communities"},
	{Code: "1202", Zh: "优抚救助", En: "special care and relief"},
	{Code: "1203", Zh: "区划边界", En: "boundaries"},
	{Code: "1299", Zh: "涉民政其他", En: "civil affairs, other"},
	{Code: "13", Zh: "其他行政执法", En: "other law enforcement"},
	{Code: "1301", Zh: "城市管理", En: "city management"},
	{Code: "1302", Zh: "教育文体", En: "education, culture and sport"},
	{Code: "1303", Zh: "工商税务", En: "commerce and tax"},
	{Code: "1304", Zh: "安全生产", En: "work safety"},
	{Code: "1305", Zh: "交通运输", En: "transport"},
	{Code: "1306", Zh: "海事渔事", En: "maritime and fishery affairs"},
	{Code: "1307", Zh: "计划生育", En: "family planning"},
	{Code: "1399", Zh: "其他行政执法其他", En: "other law enforcement, other"},
	{Code: "14", Zh: "涉法涉诉", En: "law bodies and litigation"},
	{Code: "1401", Zh: "涉公安", En: "police"},
	{Code: "1402", Zh: "涉检察院", En: "procuratorates"},
	{Code: "1403", Zh: "涉法院", En: "courts"},
	{Code: "1404", Zh: "涉司法行政机关", En: "judicial administration"},
	{Code: "15", Zh: "涉组织涉纪检", En: "organisation and discipline"},
	{Code: "1501", Zh: "组织人事", En: "organisation and personnel"},
	{Code: "1502", Zh: "干部作风", En: "conduct of cadres"},
	{Code: "1599", Zh: "涉组织涉纪检其他", En: "organisation and discipline, other"},
	{Code: "16", Zh: "涉民族宗教", En: "ethnic and religious"},
	{Code: "1601", Zh: "涉民族", En: "ethnic"},
	{Code: "1602", Zh: "涉宗教", En: "religious"},
	{Code: "99", Zh: "其他", En: "other"},
}
