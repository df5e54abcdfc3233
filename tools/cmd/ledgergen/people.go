package main

import (
	"fmt"
	"strings"
)

// party is somebody with a stake: a person, or a body.
type party struct {
	name, phone string
	body        bool
}

// people makes parties up and remembers who came before, by unit, since some come again.
type people struct {
	lot      lot
	made     int
	before   map[*unit][]party
	canaries []string // names and telephone numbers, none of which may be found anywhere
	unused   []party  // canaries that are still to be planted
}

func newPeople(l lot, canaries int) *people {
	p := &people{lot: l, before: map[*unit][]party{}}
	for i := range canaries {
		c := party{name: "金丝雀" + spelled(i), phone: fmt.Sprintf("1009%07d", i)}
		p.unused = append(p.unused, c)
		p.canaries = append(p.canaries, c.name, c.phone)
	}
	return p
}

// spelled writes a number in four Chinese digits, or more.
func spelled(n int) string {
	var b strings.Builder
	for _, d := range fmt.Sprintf("%04d", n) {
		b.WriteRune([]rune("零壹贰叁肆伍陆柒捌玖")[d-'0'])
	}
	return b.String()
}

// Surnames, the frequent ones more than once, and the characters of which given names are made. The rare ones are not in GBK, and the
// first is not even in the first plane of Unicode: what cannot write them cannot write some people's names.
var (
	surnames = strings.Fields("王 王 王 李 李 李 张 张 张 刘 刘 陈 陈 杨 杨 黄 赵 吴 吴 周 周 徐 徐 孙 马 朱 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 许 邓 冯 韩 曹 " +
		"曾 彭 萧 蔡 潘 潘 田 董 袁 于 余 叶 蒋 蒋 杜 苏 魏 程 吕 丁 沈 沈 任 姚 卢 傅 钟 姜 崔 谭 廖 范 汪 陆 陆 金 石 戴 贾 韦 夏 邱 方 侯 邹 熊 孟 秦 白 江 阎 薛 尹 段 雷 " +
		"黎 史 龙 陶 贺 顾 顾 毛 郝 龚 邵 万 钱 钱 严 武 过 华 浦 欧阳 诸葛 上官")
	first = []rune("建国志文永德家明春秋玉秀桂兰荣福海洪金银庆瑞祥云雪梅竹菊晓小美丽阿根宝土兴惠锡锦")
	last  = []rune("明华英平军芳强伟杰敏静涛斌超磊娟艳红霞琴珍凤生林成良忠仁义礼泉龙虎鹏飞峰山川根娣妹")
	rare  = []rune("𠮷㛃")
)

// person makes somebody up.
func (p *people) person() party {
	if len(p.unused) > 0 && p.lot.chance(0.12) {
		return p.canary()
	}
	p.made++
	name := of(p.lot, surnames)
	if p.lot.chance(0.72) {
		name += string(of(p.lot, first))
	}
	if p.lot.chance(0.004) {
		name += string(of(p.lot, rare))
	} else {
		name += string(of(p.lot, last))
	}
	return party{name: name, phone: fmt.Sprintf("100%08d", p.lot.IntN(90_000_000))}
}

func (p *people) canary() party {
	c := p.unused[0]
	p.unused = p.unused[1:]
	return c
}

// someone is a new person, or one who came to the unit before.
func (p *people) someone(u *unit) party {
	if known := p.before[u]; len(known) > 0 && p.lot.chance(0.07) {
		return of(p.lot, known)
	}
	return p.person()
}

// firm makes a body up.
func (p *people) firm(kinds []string) party {
	name := string(of(p.lot, first)) + string(of(p.lot, last)) + of(p.lot, kinds)
	return party{name: name, phone: fmt.Sprintf("100%08d", p.lot.IntN(90_000_000)), body: true}
}

// remember keeps persons for another time.
func (p *people) remember(u *unit, parties []party) {
	for _, one := range parties {
		if !one.body && !strings.HasPrefix(one.name, "金丝雀") {
			p.before[u] = append(p.before[u], one)
		}
	}
}
