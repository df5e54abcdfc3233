package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"strings"
	"syscall"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/rpc"
)

// refusal is what a person sees of an error: one line with the sentence that can be acted on, and behind it the code that
// stays the same over languages and releases, to look up and to quote.
func (p *program) refusal(err error) string {
	if told, ok := errors.AsType[told](err); ok {
		return oneLine(string(told))
	}
	f := refused(err)
	gap := ""
	if p.lang == en {
		gap = " "
	}
	return oneLine(p.sentence(f) + gap + "[" + f.Code + "]")
}

// explain gives the sentence alone, for errors inside of other sentences.
func (p *program) explain(err error) string { return oneLine(p.sentence(refused(err))) }

// told is what another process of ours has told of its error, its code included.
type told string

func (t told) Error() string { return string(t) }

// refused makes a fault of any error. What is not foreseen is shown as it is.
func refused(err error) *fault.Error {
	if f := fault.As(err); f != nil {
		return f
	}
	if errors.Is(err, context.Canceled) {
		return say.Fault(fault.Canceled, "interrupted", errInterrupted)
	}
	if f := rpc.Fault(err); f != nil && f.Kind != fault.Internal {
		return f
	}
	var path *fs.PathError
	if errors.As(err, &path) && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EROFS)) {
		return say.Fault(fault.Unavailable, "path-unusable", errPath, path.Path, path.Err)
	}
	return fault.New(fault.Internal, "internal", err.Error(), err.Error())
}

func (p *program) sentence(f *fault.Error) string {
	s := f.Text(string(p.lang))
	if f.Field != "" {
		s = f.Field + p.say(say.Colon) + s
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// listen takes a port. A port that is taken is the most common thing that goes wrong at a start, so it has its own sentence.
func listen(ctx context.Context, what text, addr string) (net.Listener, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, say.Fault(fault.Unavailable, "port-taken", errPortTaken, what, addr).Because(err)
	}
	if err != nil {
		return nil, say.Fault(fault.Unavailable, "cannot-listen", errCannotListen, what, addr, rootCause(err)).Because(err)
	}
	return ln, nil
}

// Sentences about what went wrong.
var (
	errInterrupted   = text{"已中断。", "interrupted"}
	errNoFile        = text{"没有这个文件", "there is no such file"}
	errFileForbidden = text{"没有权限", "it is not yours to read"}
	errPath          = text{"无法使用 %s：%v。", "%s cannot be used: %v"}
	errPortTaken     = text{"%s的地址 %s 已被占用：请停止占用它的程序，或换一个端口（0 表示任意空闲端口）。", "the address of the %s, %s, is taken: stop the program that holds it, or choose another port (0 is any free one)"}
	errCannotListen  = text{"%s无法在 %s 监听：%v。", "the %s cannot listen on %s: %v"}
	errNotRunning    = text{"本机没有正在运行的案结（数据文件夹 %s）：请先执行 anjie all，或用 --server 指明地址。", "Anjie does not run on this machine (data folder %s): run anjie all first, or name an address with --server"}
	errAlreadyRuns   = text{"案结已在运行（进程 %d，数据文件夹 %s）。", "Anjie runs already (process %d, data folder %s)"}
	errDataFolder    = text{"数据文件夹 %s 无法使用：%v。", "the data folder %s cannot be used: %v"}
	errBrokenRunfile = text{"运行信息文件 %s 已损坏，请删除后重新启动。", "the run file %s is broken: remove it and start again"}
	errConfig        = text{"配置有误：%v。", "the configuration is wrong: %v"}
	errUnknownView   = text{"没有名为 %s 的读模型；可用的有：%s。", "there is no read model %s; there are: %s"}
	errNeedView      = text{"请给出读模型的名称，或 --all；可用的有：%s。", "name a read model or give --all; there are: %s"}
	errChain         = text{"事件日志不完整：%v。", "the log is not whole: %v"}
	errTimeFlag      = text{"--%s 的时间须写作 2026-11-23T09:30:00+08:00。", "--%s takes a time like 2026-11-23T09:30:00+08:00"}
	errMissingFlag   = text{"缺少 --%s。", "--%s is missing"}
	errMissing       = text{"缺少 --%s（或环境变量 ANJIE_%s）。", "--%s (or the environment ANJIE_%s) is missing"}
)

// systemSaid is what the system said of a file, in people's words where there are some.
func systemSaid(err error) any {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errNoFile
	case errors.Is(err, fs.ErrPermission):
		return errFileForbidden
	}
	return rootCause(err)
}

// rootCause is the innermost error: what the system said, without what we were doing.
func rootCause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
