package main

// What `anjie figure` says.
var (
	helpFigure      = text{"统计指标：分子、分母、统计期、日志位置俱全，可由日志重算", "figures, with numerator, denominator, window and position, recomputable from the log"}
	helpSuccessRate = text{"调处成功率：四种口径及办结结果表；--cases 列出计入的案件", "the success rate in its four variants, and how cases ended; --cases lists those that count"}
	helpRecompute   = text{"不经任何读模型，由事件日志从头重算一项指标，并与服务的答复逐件核对；不一致时退出码为 2", "recompute a figure from the log, past all read models, and compare with the service's answer case by case; the exit code is 2 where they differ"}

	flagWindow     = text{"统计期：2012、2012-03、2012-Q1 或 2012-01-01..2012-06-30（含首尾）", "window: 2012, 2012-03, 2012-Q1 or 2012-01-01..2012-06-30 with both days in it"}
	flagAsOf       = text{"截至何时：日志位置、时间（RFC 3339），或日期（该日结束时）；默认截至现在", "as of a position, a time (RFC 3339), or a date (the end of that day); as of now by default"}
	flagSettlement = text{"按地方规定，当事人自行和解（R32）计为调处成功", "count parties that settle by themselves (R32) as a success, as some local rules have it"}
	flagCases      = text{"列出计入的案件：%s", "list the cases of a set: %s"}
	flagFromFile   = text{"由 anjie events --export 导出的日志文件重算，作为又一来源", "recompute from a log that anjie events --export wrote, as one more source"}
	flagOffline    = text{"只用 --from-file 的文件，不连接服务和事件库", "use the file of --from-file alone, without service and event store"}

	figureLine   = text{"%s %s = %d/%d = %s   @ 位置 %s", "%s %s = %d/%d = %s   @ position %s"}
	figureScope  = text{"机构 %s，统计期 %s 至 %s（北京时间），其中最后记录于 %s", "unit %s, window %s to %s (Beijing), the youngest of it recorded at %s"}
	figureRule   = text{"口径 %s：%s", "definition %s: %s"}
	figureRound  = text{"舍入：%s", "rounding: %s"}
	figureAside  = text{"注意：截至该位置有 %d 个事件无法识别，其纠纷未再计入（见 anjie parked list）。", "note: %d events up to the position cannot be understood, and their disputes are not counted further (see anjie parked list)"}
	figureListed = text{"%s %s：本页 %d 件，截至日志位置 %s", "%s %s: %d on this page, as of position %s"}

	headFigure      = text{"指标", "figure"}
	headRate        = text{"比率", "rate"}
	headNumerator   = text{"分子", "numerator"}
	headDenominator = text{"分母", "denominator"}
	headRule        = text{"口径", "definition"}
	headOutcome     = text{"结果", "outcome"}
	headCountsAs    = text{"计为", "counts as"}
	headCases       = text{"件数", "cases"}
	headReceivedOn  = text{"收到日期", "received on"}
	headAcceptedOn  = text{"受理日期", "accepted on"}
	headClosedOn    = text{"办结日期", "closed on"}
	headClosureAt   = text{"办结时间", "closed at"}
	headClosedAt    = text{"办结事件", "closing event"}
	cellPosition    = text{"位置 %s", "position %s"}

	setSuccess     = text{"调处成功", "success"}
	setPartial     = text{"部分达成", "partial"}
	setFailure     = text{"调解不成", "failure"}
	setNeither     = text{"撤回、终止", "neither"}
	setTransferred = text{"移送", "transferred"}
	setNotAccepted = text{"未受理", "not accepted"}
	setClosed      = text{"办结", "closed"}
	setAccepted    = text{"受理", "accepted"}
	setRegistered  = text{"登记", "registered"}

	sourceService = text{"服务", "service"}
	sourceLog     = text{"日志重算", "recomputed"}
	sourceFile    = text{"文件重算", "from the file"}

	recomputeBar     = text{"由日志重算", "recompute"}
	recomputeSame    = text{"   （由日志重算：一致）", "   (recomputed from the log: identical)"}
	recomputeOther   = text{"   （由日志重算：不一致）", "   (recomputed from the log: not identical)"}
	recomputeAlone   = text{"   （仅由文件重算，未与服务核对）", "   (from the file alone, compared with nothing)"}
	recomputePlace   = text{"日志位置", "position"}
	recomputeCases   = text{"计入案件", "counted cases"}
	recomputeDigest  = text{"案件清单摘要", "digest of the cases"}
	recomputeAside   = text{"无法识别的事件", "events set aside"}
	recomputeTook    = text{"由日志从头重算：%d 件纠纷，用时 %s", "recomputed from the beginning of the log: %d disputes in %s"}
	recomputeDiffers = text{"不一致的案件 %d 件（来源：%s / %s）：", "%d cases differ (%s / %s):"}
	recomputeMore    = text{"……另有 %d 件未列出", "… and %d more"}
	recomputeBad     = text{"   位置 %s 的事件 %s（%s）无法识别：%v", "   the event at position %s, %s of %s, cannot be understood: %v"}
	recomputeNone    = text{"不在其内", "not counted"}
	fileRead         = text{"文件 %s：%d 个事件，截至位置 %s，摘要 %s", "%s: %d events, up to position %s, digest %s"}
	fileCut          = text{"文件 %s 没有结尾：导出未完成，只读到位置 %s。", "%s has no end: the export was not complete, it goes up to position %s"}

	errAsOf          = text{"--as-of 须为日志位置、时间（2026-11-23T09:30:00+08:00）或日期（2026-11-23）。", "--as-of takes a position, a time like 2026-11-23T09:30:00+08:00, or a date like 2026-11-23"}
	errAsOfFuture    = text{"--as-of 不得晚于现在；要截至现在，请不要给出 --as-of。", "--as-of lies in the future; leave it out for now"}
	errCases         = text{"没有名为 %s 的集合；可用的有：%s。", "there is no set %s; there are: %s"}
	errOffline       = text{"--offline 须与 --from-file 同用。", "--offline goes with --from-file"}
	errFileNotWhole  = text{"文件 %s 与其结尾所述的件数、位置或摘要不符：不可采信。", "%s is not what its end says of count, position and digest: do not trust it"}
	errFileShort     = text{"文件 %s 只到位置 %s，未到所问的位置 %s。", "%s ends at position %s, before the position %s that is asked for"}
	errOlderService  = text{"服务的版本较旧，不能把自行和解计为成功：请先升级。", "the service is of an older release, which cannot count settlements as a success: upgrade it first"}
	errFiguresDiffer = text{"服务的答复与由日志重算的结果不一致：请用 anjie rebuild statuses 由日志重建，并查明原因。", "the service's answer is not what the log says: rebuild with anjie rebuild statuses, and find out why"}
)
