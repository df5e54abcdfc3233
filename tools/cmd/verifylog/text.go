package main

import (
	"errors"
	"fmt"
)

// lang is the language of the answers.
type lang string

const (
	zh lang = "zh-CN"
	en lang = "en"
)

// text is one message in both languages. Both take the same arguments in the same order.
type text struct{ zh, en string }

func (t text) in(l lang, args ...any) string {
	format := t.zh
	if l == en {
		format = t.en
	}
	if len(args) == 0 {
		return format
	}
	said := make([]any, len(args))
	for i, a := range args {
		said[i] = a
		if r, ok := errors.AsType[*reason](asError(a)); ok {
			said[i] = r.in(l)
		}
	}
	return fmt.Sprintf(format, said...)
}

func asError(a any) error {
	err, _ := a.(error)
	return err
}

// reason is a message with its arguments: why something is not as it should be.
type reason struct {
	text text
	args []any
}

func because(t text, args ...any) *reason { return &reason{t, args} }

func (r *reason) in(l lang) string { return r.text.in(l, r.args...) }

// Error is the English text.
func (r *reason) Error() string { return r.in(en) }

// The command line.
var (
	usage = text{
		"用法：verifylog [选项] [文件]\n离线核对由 anjie events --export 导出的事件日志；不给文件则读标准输入。",
		"usage: verifylog [flags] [file]\nchecks offline a log that anjie events --export wrote; without a file it reads its standard input",
	}
	usageLang       = text{"语言：zh-CN 或 en（环境变量 ANJIE_LANG）", "language: zh-CN or en (environment ANJIE_LANG)"}
	usageStreams    = text{"只核对名称以此开头的事件流的哈希链", "follow the chains of streams whose name begins with this only"}
	usageFirst      = text{"另算前 N 个事件的摘要，与从前留存的比对", "also give the digest of the first N events, to compare with one that was kept"}
	usageRate       = text{"另由日志独立计算此统计期的调处成功率：2012、2012-03、2012-Q1 或 2012-01-01..2012-06-30", "also count the success rate of this window from the events: 2012, 2012-03, 2012-Q1 or 2012-01-01..2012-06-30"}
	usageUnit       = text{"成功率只计此机构及其下级登记的", "of the success rate: what this unit and those below it registered only"}
	usageAsOf       = text{"成功率截至此日志位置", "of the success rate: as of this position of the log"}
	usageSettlement = text{"成功率把当事人自行和解（R32）计为成功", "of the success rate: parties that settle by themselves (R32) count as a success"}
	badQuestion     = text{"--success-rate 须写作 2012、2012-03、2012-Q1 或 2012-01-01..2012-06-30；--unit 为机构代码，--as-of 为日志位置，二者与 --settlement-as-success 都只与 --success-rate 同用。", "--success-rate takes 2012, 2012-03, 2012-Q1 or 2012-01-01..2012-06-30; --unit takes the code of a unit and --as-of a position, and both, like --settlement-as-success, only go with --success-rate"}
	oneFile         = text{"只能给出一个文件。", "give one file"}
	unreadable      = text{"无法读取：%v", "it cannot be read: %v"}
	unwritten       = text{"无法输出：%v", "the answer cannot be written: %v"}
)

// The answer.
var (
	logWhole    = text{"日志完整：%d 个事件，已核对 %d 个事件流，截至位置 %s", "the log is whole: %d events, %d streams followed, up to position %s"}
	logBroken   = text{"日志不完整：发现 %d 处问题；读到 %d 个事件，核对 %d 个事件流，截至位置 %s", "the log is NOT whole: %d places are broken; %d events were read, %d streams followed, up to position %s"}
	digestOf    = text{"前 %d 个事件的摘要 %s\n  电话核对：%s", "digest of the first %d events: %s\n  to read out: %s"}
	rateIs      = text{"调处成功率 %s = %d/%d = %s   @ 位置 %s   （由文件独立计算）", "success rate %s = %d/%d = %s   @ position %s   (counted from this file alone)"}
	rateSettled = text{"调处成功率（自行和解计为成功） %s = %d/%d = %s   @ 位置 %s   （由文件独立计算）", "success rate (settlements as success) %s = %d/%d = %s   @ position %s   (counted from this file alone)"}
	rateUnread  = text{"  另有 %d 个事件读不出所需内容，与其后同一纠纷的事件一并未计", "  %d events do not say what is needed; they are not counted, and nor is what follows in their disputes"}
	rateNone    = text{"日志不完整，不给出调处成功率。", "The log is not whole, so there is no success rate."}
	inStream    = text{"第 %d 行，事件流 %q 的第 %d 号：%s", "line %d, stream %q, revision %d: %s"}
	inLine      = text{"第 %d 行：%s", "line %d: %s"}
	inFile      = text{"整个文件：%s", "the whole file: %s"}
	also        = text{"；", "; "}
	moreOfThem  = text{"另有 %d 行无法读懂", "%d more lines cannot be understood"}
)

// What breaks a log.
var (
	revisionsMissing = text{"此处应为第 %d 号：之前有事件缺失或被移动", "revision %d is due here: events before it are missing or were moved"}
	revisionAgain    = text{"此处应为第 %d 号：此事件或之前的事件是插入、重复或移动的", "revision %d is due here: this event, or one before it, was inserted, repeated or moved"}
	prevOfFirst      = text{"事件流的第一个事件的 prev 应为零，却是 %s：元数据被改，或之前的事件被删", "the first event of a stream has zeros in prev, not %s: its metadata was changed, or what was before it is gone"}
	prevOther        = text{"prev 与前一事件（第 %d 行）不符：那一事件的内容被改，或此处的元数据被改", "prev does not fit the event before it (line %d): that event was changed, or the metadata here was"}
	noPrev           = text{"元数据中没有可用的 prev：%v", "the metadata holds no usable prev: %v"}
	idAgain          = text{"事件标识 %x 已在前面出现过：重复的事件", "an event with the id %x came before: it is repeated"}
	positionNotAfter = text{"位置 %s 不在前面的位置 %s 之后：事件被移动、重复或插入", "position %s is not after the position %s before it: events were moved, repeated or inserted"}
	notALine         = text{"不是导出的事件，也不是结束行（%v）", "neither an event nor the end of an export (%v)"}
	afterTheEnd      = text{"结束行之后还有内容", "there is more behind the end"}
	noEnd            = text{"没有结束行：文件被截断，或导出未完成", "there is no end line: the file was cut, or the export was not complete"}
	endCounts        = text{"结束行记有 %d 个事件，文件中有 %d 个：有事件被删除或添加", "the end counts %d events, the file holds %d: events were taken away or added"}
	endPosition      = text{"结束行记为截至位置 %s，最后一个事件却在 %s：末尾的事件被删除或添加", "the end stands at position %s, the last event at %s: events at the end were taken away or added"}
	endDigest        = text{"结束行的摘要 %s 与由内容算出的不符：有事件被改、删、添或移动", "the digest of the end, %s, is not that of the events: some were changed, taken away, added or moved"}
	lineTooLong      = text{"第 %d 行超过 64 MiB，读取到此为止", "line %d is longer than 64 MiB; reading ended there"}
	tooEarly         = text{"日志止于位置 %s，到不了所问的位置 %s", "the log ends at position %s, before the position %s that was asked for"}
	tooFew           = text{"文件中不足 %d 个事件，无法给出其摘要", "there are fewer than %d events, so that their digest cannot be given"}
)

// What is wrong with a line.
var (
	notUTF8     = text{"不是 UTF-8", "not UTF-8"}
	notObject   = text{"不是一个 JSON 对象", "not one JSON object"}
	twice       = text{"成员 %q 出现两次", "member %q comes twice"}
	missing     = text{"缺少 %s", "%s is missing"}
	notString   = text{"%s 不是字符串", "%s is not a string"}
	notNumber   = text{"%s 不是非负整数", "%s is not a whole number"}
	notBase64   = text{"%s 不是 base64", "%s is not base64"}
	notPosition = text{"位置写作 %q", "the position is %q"}
	notUUID     = text{"id 不是 UUID", "id is not a UUID"}
	notHash     = text{"%s 须为 sha256: 加 64 位小写十六进制数", "%s must be sha256: and 64 hexadecimal digits in lower case"}
	notTrue     = text{"end 不是 true", "end is not true"}
)
