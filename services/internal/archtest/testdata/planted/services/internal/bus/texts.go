package bus

import "anjie.internal/services/internal/fault"

var (
	_ = "消息服务器未能启动,原因见日志"   // want: Chinese text with the half-width mark ","
	_ = "无法在 %s 建立数据库:%s。"  // want: half-width mark ":"
	_ = "路径太长(107 字节)。"     // want: half-width mark "("
	_ = "位置 %[2]d,共 %.1f 秒" // want: half-width mark ","
	_ = "申请人 姓名[,电话]，连接 127.0.0.1:2113"
	_ = "the data folder %s, in use: %s"

	_ = fault.New(fault.Invalid, "code", "没有句号", "a sentence") // want: does not end with 。
	_ = fault.New(fault.Invalid, "code", "有句号。", "a sentence")
)
