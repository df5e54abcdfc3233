package main

// subject is what the disputes of one category are like.
type subject struct {
	name  string
	share float64
	// season weighs the months, January first; nil is an even year.
	season []float64
	// firms are the kinds of bodies on the other side; versus says how often the other side is one.
	firms  []string
	versus float64
	// slow stretches the time that a case needs, hard its chance to fail.
	slow, hard float64
	// mode is another way of mediation than that of the people's committee of the unit, and how often it is taken.
	mode  string
	often float64
	// matters are told with A and B for the parties and P for the place.
	matters []string
	yuan    float64 // median amount at stake, 0 when money is seldom the point
	many    bool    // often more people than the parties
}

var (
	wagesDue  = []float64{2.6, 0.9, 0.6, 0.7, 0.7, 0.8, 0.8, 0.8, 0.9, 0.9, 1.2, 2.1}
	summer    = []float64{0.7, 0.8, 0.9, 1, 1.1, 1.3, 1.4, 1.4, 1.1, 0.9, 0.8, 0.6}
	building  = []float64{0.5, 0.6, 1.1, 1.2, 1.2, 1.1, 1, 1, 1.2, 1.2, 1.1, 0.8}
	festivals = []float64{0.7, 1.3, 0.5, 1.1, 1.6, 0.8, 1.2, 1.2, 0.9, 1.9, 0.5, 0.3}
	yearEnd   = []float64{1.1, 1.3, 1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 1, 1.1, 1.2}
)

// subjects are the eighteen categories of people's-mediation statistics, with shares as the ledgers of such a city have them.
var subjects = []subject{
	{name: "婚姻家庭纠纷", share: 0.178, season: yearEnd, slow: 1, hard: 1.6, matters: []string{
		"A与B因家务琐事多次争吵，A提出离婚，双方对子女抚养意见不一。", "A与B因赡养老人费用分担发生争执，各不相让。", "A与B分家时对房屋和存款的分配有争议。",
		"A反映B长期不归、不尽抚养义务，要求社区出面调处。",
	}},
	{name: "邻里纠纷", share: 0.232, season: summer, slow: 0.7, hard: 0.3, matters: []string{
		"A家空调外机滴水到B家阳台，双方争吵。", "A在楼道堆放杂物影响B家通行，多次交涉无果。", "B家装修敲墙，A家墙面开裂，要求修复。",
		"A与B因P的一堵围墙归属发生争执，几乎动手。", "B家养狗夜间吠叫，A家老人无法休息。", "A家楼上渗水，浸湿B家天花板，双方对原因各执一词。",
	}},
	{name: "房屋宅基地纠纷", share: 0.066, season: building, slow: 1.3, hard: 2.2, yuan: 18000, matters: []string{
		"A翻建房屋，B认为滴水檐越过界址，要求停工。", "A与B对老宅基地四至界址有争议。", "A承租B的房屋，退租时押金未退。",
	}},
	{name: "合同纠纷", share: 0.051, slow: 1.4, hard: 2, yuan: 26000, firms: shops, versus: 0.55, mode: "律师调解", often: 0.05, matters: []string{
		"A向B订购材料，付款后B未按期交货。", "B拖欠A货款，称货物质量不合要求。", "A与B签订加工协议后，对单价有不同理解。",
	}},
	{name: "生产经营纠纷", share: 0.042, season: building, slow: 1.1, hard: 1, yuan: 12000, firms: shops, versus: 0.5, matters: []string{
		"A与B在P相邻经营，因占道摆摊发生争执。", "A承包鱼塘，B排水使水质变坏，鱼有死亡。", "A的秧苗受B喷洒农药影响，要求补偿。",
	}},
	{name: "损害赔偿纠纷", share: 0.094, season: summer, slow: 1.1, hard: 1.2, yuan: 8000, firms: shops, versus: 0.25, matters: []string{
		"A与B口角中发生推搡，A受轻微伤，要求赔偿医药费。", "B家的狗咬伤A，双方对赔偿数额有分歧。", "A在B处滑倒受伤，协商医药费未果。", "B施工时挖断A家水管，造成损失。",
	}},
	{name: "山林土地纠纷", share: 0.018, season: building, slow: 1.4, hard: 2, yuan: 6000, matters: []string{
		"A与B对P的一块自留地边界有争议。", "A流转给B的承包地到期，B不愿归还。",
	}},
	{
		name: "征地拆迁纠纷", share: 0.047, season: building, slow: 1.9, hard: 4, yuan: 60000, firms: []string{"拆迁服务有限公司", "城镇建设投资有限公司"}, versus: 0.8,
		mode: "行政调解", often: 0.45, many: true, matters: []string{
			"A对B的房屋评估面积有异议，拒签协议。", "A要求B按协议支付过渡费。", "A认为附属物补偿漏登，要求B复核。",
		},
	},
	{name: "环境污染纠纷", share: 0.019, season: summer, slow: 1.5, hard: 2, yuan: 5000, firms: works, versus: 0.85, mode: "行政调解", often: 0.35, many: true, matters: []string{
		"A等居民反映B夜间排放异味，影响生活。", "A反映B的机器噪声超过限度，要求搬离。", "B的油烟口正对A家窗户，要求改道。",
	}},
	{
		name: "拖欠农民工工资纠纷", share: 0.044, season: wagesDue, slow: 0.8, hard: 1.2, yuan: 45000, firms: builders, versus: 0.95, mode: "劳动争议调解", often: 0.45, many: true,
		matters: []string{"A等工人在B工地做工，工程结束后工资未结清。", "B以工程款未到为由拖欠A等人工资。"},
	},
	{name: "其他劳动争议纠纷", share: 0.032, season: yearEnd, slow: 1.1, hard: 1.4, yuan: 15000, firms: works, versus: 0.95, mode: "劳动争议调解", often: 0.7, matters: []string{
		"A在B工作中受伤，对工伤待遇协商不成。", "B与A解除劳动合同，A要求支付经济补偿。", "A反映B未缴纳社会保险。",
	}},
	{name: "旅游纠纷", share: 0.003, season: festivals, slow: 0.8, hard: 1, yuan: 2500, firms: []string{"旅行社有限公司", "假日酒店"}, versus: 1, matters: []string{
		"A参加B组织的旅游，行程被擅自变更，要求退款。",
	}},
	{name: "电子商务纠纷", share: 0.002, season: yearEnd, slow: 0.8, hard: 1, yuan: 800, firms: []string{"网络商行", "电子商务有限公司"}, versus: 1, matters: []string{
		"A在网上向B购买商品，收到的货物与描述不符。",
	}},
	{name: "其他消费纠纷", share: 0.024, season: yearEnd, slow: 0.7, hard: 0.8, yuan: 1500, firms: shops, versus: 0.95, matters: []string{
		"A在B购买家电，使用数日后出现故障，要求退货。", "A在B办理的消费卡余额无法使用。", "A装修房屋，认为B的材料以次充好。",
	}},
	{name: "医疗纠纷", share: 0.012, slow: 2.6, hard: 5, yuan: 80000, firms: []string{"社区卫生服务中心", "人民医院", "骨科医院"}, versus: 1, mode: "医疗纠纷调解", often: 0.9, matters: []string{
		"A在B手术后出现并发症，认为治疗有过错，要求赔偿。", "A的亲属在B抢救无效死亡，家属对诊疗过程有异议。",
	}},
	{
		name: "道路交通事故纠纷", share: 0.072, season: summer, slow: 1.2, hard: 0.8, yuan: 22000, firms: []string{"汽车运输有限公司", "客运出租有限公司"}, versus: 0.15, mode: "道路交通事故调解", often: 0.6,
		matters: []string{"A骑电动车与B驾驶的轿车相撞受伤，对赔偿数额有争议。", "A与B的车辆在P刮擦，双方对责任划分不服。"},
	},
	{
		name: "物业纠纷", share: 0.038, season: summer, slow: 1, hard: 1, yuan: 2000, firms: []string{"物业服务有限公司", "物业管理有限公司"}, versus: 0.95, mode: "行业性专业性调解", often: 0.3, many: true,
		matters: []string{"A认为B服务不到位，拒交物业费。", "小区电梯停运多日，A要求B尽快维修并减免费用。", "A的车在小区内被刮，要求B提供监控并赔偿。"},
	},
	{name: "其他纠纷", share: 0.026, season: yearEnd, slow: 1, hard: 1, matters: []string{
		"A与B因村务公开内容发生争执。", "A与B因清明祭扫时的坟地位置发生争执。", "A借给B钱款，到期未还。",
	}},
}

var (
	shops    = []string{"百货商店", "建材经营部", "家具商行", "食品有限公司", "装饰工程有限公司", "饭店"}
	works    = []string{"机械厂", "化工有限公司", "纺织有限公司", "电子有限公司", "铸造厂"}
	builders = []string{"建筑安装工程有限公司", "市政工程有限公司", "劳务有限公司", "园林绿化有限公司"}
)
