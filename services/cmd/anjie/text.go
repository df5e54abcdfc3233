package main

import (
	"strings"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/story"
	"anjie.internal/services/internal/codetable"
)

// What is said stands beside what says it, in every file; these words of say are its own here.
type (
	lang = say.Lang
	text = say.Text
)

const (
	zh = say.Chinese
	en = say.English
)

// say gives a message in the language of the program.
func (p *program) say(t text, args ...any) string { return p.lang.Say(t, args...) }

// named gives a code with its name, word the name alone.
func (p *program) named(t codetable.Table, code string) string { return p.lang.Named(t, code) }
func (p *program) word(t codetable.Table, code string) string  { return p.lang.Word(t, code) }

func (p *program) allNamed(t codetable.Table, codes []string) string {
	return p.lang.AllNamed(t, codes)
}

// language reads --lang and ANJIE_LANG before there are commands, because their help is in that language too.
func (p *program) language(args []string) lang {
	value := p.environ["ANJIE_LANG"]
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--lang="); ok {
			value = v
		} else if a == "--lang" && i+1 < len(args) {
			value = args[i+1]
		}
	}
	return say.Asked(value)
}

// teller tells what happened to cases in the language of the program.
func (p *program) teller() story.Teller { return story.Teller{Lang: p.lang} }

// What the commands are for.
var (
	helpRoot       = text{"案结：综治中心的案件系统。案结，事了。", "Anjie: the case system of an integrated-governance centre. The case is closed and the matter is settled."}
	helpLang       = text{"语言：zh-CN 或 en（环境变量 ANJIE_LANG）", "language: zh-CN or en (environment ANJIE_LANG)"}
	helpAll        = text{"在一台机器上运行全部服务", "run everything on one machine"}
	helpEventstore = text{"运行事件库（EventStoreDB 协议，数据存于 PostgreSQL）", "run the event store (EventStoreDB protocol, on PostgreSQL)"}
	helpIntake     = text{"运行受理服务", "run the intake service"}
	helpStatistics = text{"运行统计服务", "run the statistics service"}
	helpDispute    = text{"手工办理纠纷", "handle disputes by hand"}
	helpRegister   = text{"登记一件纠纷", "register a dispute"}
	helpShow       = text{"查看一件纠纷", "show a dispute"}
	helpList       = text{"查看待办列表", "list the queue"}
	helpCount      = text{"按机构和月份统计登记数", "count registrations per unit and month"}
	helpHistory    = text{"讲述一件事的经过", "tell the story of a case"}
	helpHistoryOf  = text{"讲述一件纠纷的经过", "tell the story of a dispute"}
	helpEvents     = text{"查看事件日志", "read the event log"}
	helpRebuild    = text{"由事件日志重建读模型，并比较新旧摘要；不一致时以重建结果为准，退出码为 2", "rebuild read models from the log and compare digests; where they differ the rebuilt one takes over and the exit code is 2"}
	helpVerify     = text{"核对整个事件日志：哈希链完整，编号连续", "check the whole log: hash chains unbroken, revisions dense"}
	helpToken      = text{"签发开发用身份令牌", "mint a token for development"}
	helpDemo       = text{"演示：导入一个城市一整年的台账，途中强制中断，给出调处成功率并由日志重算", "demonstrate: import a city's year, kill on the way, give the success rate and recompute it from the log"}
	helpVersion    = text{"显示版本", "show the version"}
)

// What flags mean.
var (
	flagData          = text{"数据文件夹", "data folder"}
	flagEventstoreAt  = text{"事件库监听地址；端口 0 表示任意空闲端口", "where the event store listens; port 0 is any free one"}
	flagNATSAt        = text{"消息总线 NATS 监听地址；端口 0 表示任意空闲端口", "where NATS listens; port 0 is any free one"}
	flagIntakeAt      = text{"受理服务监听地址；端口 0 表示任意空闲端口", "where intake listens; port 0 is any free one"}
	flagMediationAt   = text{"调解服务监听地址；端口 0 表示任意空闲端口", "where mediation listens; port 0 is any free one"}
	flagStatisticsAt  = text{"统计服务监听地址；端口 0 表示任意空闲端口", "where statistics listens; port 0 is any free one"}
	flagMetricsAt     = text{"指标（/metrics）监听地址；端口 0 表示任意空闲端口，空为不提供", "where /metrics is served; port 0 is any free one, empty serves none"}
	flagListen        = text{"监听地址；端口 0 表示任意空闲端口", "where to listen; port 0 is any free one"}
	flagPostgres      = text{"PostgreSQL 连接串，空则自行启动一个私有的；含密码时请改用环境变量 ANJIE_POSTGRES", "PostgreSQL connection string, empty starts a private one; with a password in it use the environment ANJIE_POSTGRES"}
	flagDatabase      = text{"本服务的 PostgreSQL 数据库连接串；含密码时请改用环境变量 ANJIE_DATABASE", "connection string of the service's own PostgreSQL database; with a password in it use the environment ANJIE_DATABASE"}
	flagAdvertise     = text{"告知客户端的地址 HOST:PORT，默认为监听地址", "address that clients are told, HOST:PORT; the listening one by default"}
	flagTLSCert       = text{"TLS 证书文件（PEM）", "TLS certificate file (PEM)"}
	flagTLSKey        = text{"TLS 私钥文件（PEM）", "TLS private key file (PEM)"}
	flagUsersFile     = text{"用户文件（权限 0600），每行 NAME:PASSWORD，只读用户为 NAME:PASSWORD:read；不给则不验证", "users file (mode 0600) with lines NAME:PASSWORD, with :read behind for readers; without one nobody is asked"}
	flagEventStore    = text{"事件库连接串；含密码时请改用环境变量 ANJIE_EVENTSTORE", "connection string of the event store; with a password in it use the environment ANJIE_EVENTSTORE"}
	flagNATS          = text{"消息总线 NATS 地址；不给则不发布公开事实", "NATS URL; without it no facts are published"}
	flagNATSUsers     = text{"消息总线用户文件（权限 0600），每行 NAME:PASSWORD，即 anjie all 数据文件夹中的 nats-users", "file with the users of NATS (mode 0600), lines NAME:PASSWORD: nats-users in the data folder of anjie all"}
	flagNATSUser      = text{"消息总线 NATS 用户", "NATS user"}
	flagKEK           = text{"密钥加密密钥文件", "file of the key-encryption key"}
	flagTokenKey      = text{"验证身份令牌的公钥文件（PEM）", "file of the public key that verifies tokens (PEM)"}
	flagLogLevel      = text{"日志级别：debug、info、warn、error", "log level: debug, info, warn, error"}
	flagLogJSON       = text{"以 JSON 写日志", "write the log as JSON"}
	flagOTLP          = text{"OTLP 接收地址 HOST:PORT；空为不导出", "OTLP receiver HOST:PORT; empty exports nothing"}
	flagSample        = text{"导出的跟踪所占比例，0 到 1；0 为全部", "part of new traces that is exported, 0 to 1; 0 is all"}
	flagServer        = text{"服务地址 HOST:PORT；默认为本机正在运行的服务", "address of the service, HOST:PORT; the one that runs on this machine by default"}
	flagToken         = text{"身份令牌（环境变量 ANJIE_TOKEN）；默认用数据文件夹中的密钥签发", "token (environment ANJIE_TOKEN); minted with the key in the data folder by default"}
	flagAs            = text{"以何岗位办理，可用逗号分隔多个", "roles to act in, separated by commas"}
	flagActor         = text{"办理人账号", "account that acts"}
	flagActingUnit    = text{"办理人所属机构（12位代码）", "unit of the account that acts (12 digits)"}
	flagDepartment    = text{"办理人所代表的部门代码，如 justice；空为本机构的综治中心", "department for which the account answers, like justice; empty for the unit's own centre"}
	flagOnBehalfOf    = text{"代何人办理（AB岗）", "account for which the actor stands in (AB post)"}
	flagTTL           = text{"令牌有效期", "how long the token is good"}
	flagJSON          = text{"以 JSON 输出", "print JSON"}
	flagID            = text{"纠纷编号（UUIDv7），默认新生成", "id of the dispute (UUIDv7), new by default"}
	flagCommandID     = text{"指令编号（UUIDv7），重试时给出同一编号", "command id (UUIDv7); give the same one to repeat a command"}
	flagCategory      = text{"类别代码 A01–A17、A99", "category code A01–A17, A99"}
	flagChannel       = text{"来源代码 S01–S32", "channel code S01–S32"}
	flagUnit          = text{"机构代码，或其前2、4、6、9位", "unit code, or the first 2, 4, 6 or 9 digits"}
	flagUnit12        = text{"登记机构（12位代码），默认为办理人所属机构", "registering unit (12 digits), the actor's own by default"}
	flagArea          = text{"发生地区划（12位代码），默认同机构", "area (12 digits), that of the unit by default"}
	flagTitle         = text{"事件名称", "title"}
	flagNarrative     = text{"经过", "what happened"}
	flagPlace         = text{"发生地点", "where it happened"}
	flagApplicant     = text{"申请人 姓名[,电话]，可多次给出", "applicant, NAME[,PHONE], repeatable"}
	flagRespondent    = text{"被申请人 姓名[,电话]，可多次给出", "respondent, NAME[,PHONE], repeatable"}
	flagInvolved      = text{"涉及人数，默认为当事人数", "number of people involved, that of the parties by default"}
	flagAroseOn       = text{"发生日期 YYYY-MM-DD", "date on which it arose, YYYY-MM-DD"}
	flagReceivedAt    = text{"收到时间（RFC 3339），默认现在", "when it was received (RFC 3339), now by default"}
	flagLateReason    = text{"补录原因代码 L01–L04、L99", "reason code of a late entry, L01–L04, L99"}
	flagReferrer      = text{"移送单位名称（加密保存）", "name of the body that handed it over (stored sealed)"}
	flagReferrerNo    = text{"移送文号（加密保存）", "the referrer's number (stored sealed)"}
	flagReferrerKind  = text{"移送单位类别代码，B01 至 B99；来源 S21 至 S26 可不填", "kind of referrer, B01 to B99; may be left out for channels S21 to S26"}
	flagReturnBy      = text{"要求反馈日期，YYYY-MM-DD", "date by which the referrer wants it back, YYYY-MM-DD"}
	flagState         = text{"状态，默认全部：%s", "state, any by default: %s"}
	flagPageSize      = text{"行数", "rows"}
	flagPage          = text{"翻页标记", "page token"}
	flagFromMonth     = text{"起始月份 YYYY-MM", "first month, YYYY-MM"}
	flagToMonth       = text{"截止月份 YYYY-MM", "last month, YYYY-MM"}
	flagFollow        = text{"持续输出新事件", "go on with new events"}
	flagAfter         = text{"从此位置之后开始", "begin after this position"}
	flagStream        = text{"只看名称以此开头的事件流", "only streams whose name begins with this"}
	flagRebuildAll    = text{"重建全部读模型", "rebuild all read models"}
	flagDemoDir       = text{"演示用文件夹，默认新建并在结束后删除", "folder of the demonstration; by default a new one that is removed afterwards"}
	flagPublicKeyOnly = text{"只输出验证令牌的公钥（PEM）", "print only the public key that verifies tokens (PEM)"}
)
