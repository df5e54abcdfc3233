package rpc

import (
	"context"
	"errors"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
)

// domain marks the ErrorInfo of Anjie's own faults.
const domain = "anjie"

// Languages of messages.
const (
	langZh = "zh-CN"
	langEn = "en"
)

// table is the whole translation: kind, gRPC code, and the fault that stands for a status without details, which gRPC itself,
// a proxy or another program made.
var table = []struct {
	kind    fault.Kind
	code    codes.Code
	generic *fault.Error
}{
	{fault.Internal, codes.Internal, fault.New(fault.Internal, "internal", "系统内部错误，请稍后再试或联系管理员。", "Internal error; try again later or tell the operator.")},
	{fault.Invalid, codes.InvalidArgument, fault.New(fault.Invalid, "invalid", "请求内容有误。", "The request is not valid.")},
	{fault.Unauthenticated, codes.Unauthenticated, fault.New(fault.Unauthenticated, "unauthenticated", "请先登录。", "Nobody knows who is calling.")},
	{fault.Forbidden, codes.PermissionDenied, fault.New(fault.Forbidden, "forbidden", "没有权限。", "You may not do this.")},
	{fault.NotFound, codes.NotFound, fault.New(fault.NotFound, "not-found", "没有找到。", "There is no such thing.")},
	{fault.Exists, codes.AlreadyExists, fault.New(fault.Exists, "exists", "已经存在。", "It exists already.")},
	{fault.Refused, codes.FailedPrecondition, fault.New(fault.Refused, "refused", "当前状态下不能这样办理。", "The present state does not allow this.")},
	{fault.Conflict, codes.Aborted, fault.New(fault.Conflict, "conflict", "他人刚刚修改过，请重试。", "Somebody else was faster; repeat the same command.")},
	{fault.Exhausted, codes.ResourceExhausted, fault.New(fault.Exhausted, "exhausted", "超出大小或数量限制。", "A size or quantity limit is exceeded.")},
	{fault.Unavailable, codes.Unavailable, fault.New(fault.Unavailable, "unavailable", "服务暂时不可用，请稍后重试。", "The service is not available; try again later.")},
	{fault.Timeout, codes.DeadlineExceeded, fault.New(fault.Timeout, "timeout", "处理超时，结果未知，请重试同一操作。", "Out of time, the outcome is not known; repeat the same command.")},
	{fault.Canceled, codes.Canceled, fault.New(fault.Canceled, "canceled", "调用方已取消。", "The caller gave up.")},
	{fault.Unsupported, codes.Unimplemented, fault.New(fault.Unsupported, "unsupported", "本服务不提供此功能。", "This server does not offer that.")},
}

// known are errors of the platform that are no defects, with the fault that callers see.
var known = []struct {
	err   error
	fault *fault.Error
}{
	{context.Canceled, generic(fault.Canceled)},
	{context.DeadlineExceeded, generic(fault.Timeout)},
	{es.ErrConflict, generic(fault.Conflict)},
	{es.ErrUnknownOutcome, fault.New(fault.Timeout, "outcome-unknown", "结果未知，请重试同一操作。", "The outcome is not known; repeat the same command.")},
	{es.ErrUnavailable, fault.New(fault.Unavailable, "store-unavailable", "事件库暂时不可用，请稍后重试。", "The event store is not available; try again later.")},
	{es.ErrTooLarge, fault.New(fault.Exhausted, "too-large", "内容过大。", "This is larger than the event store takes.")},
	{es.ErrExhausted, fault.New(fault.Exhausted, "no-space", "存储空间不足，暂停写入。", "The event store has no space left.")},
}

func generic(k fault.Kind) *fault.Error {
	for _, row := range table {
		if row.kind == k {
			return row.generic
		}
	}
	return table[0].generic
}

func codeOf(k fault.Kind) codes.Code {
	for _, row := range table {
		if row.kind == k {
			return row.code
		}
	}
	return codes.Internal
}

// visible returns the fault that a caller may see, and whether err is a defect whose text must stay here.
func visible(err error) (f *fault.Error, defect bool) {
	if f := fault.As(err); f != nil {
		if f.Kind == fault.Internal {
			return generic(fault.Internal), true
		}
		return f, false
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			return k.fault, false
		}
	}
	s, ok := status.FromError(err)
	if !ok {
		return generic(fault.Internal), true
	}
	// A status that reaches this point comes from generated code (Unimplemented), from gRPC (a broken stream), or from a
	// service that was asked on the way and whose answer nobody translated. Only the first two kinds may pass.
	switch s.Code() {
	case codes.Unimplemented, codes.Canceled, codes.DeadlineExceeded, codes.Unavailable, codes.ResourceExhausted, codes.Aborted:
		return Fault(err), false
	default:
		return generic(fault.Internal), true
	}
}

// Status translates an error into the status that a server sends, with the message in Chinese and both languages in the
// details. Errors that are no faults become "internal" without their text. Status(nil) is OK.
func Status(err error) *status.Status { return statusIn(err, langZh, "") }

func statusIn(err error, lang, trace string) *status.Status {
	if err == nil {
		return nil
	}
	f, defect := visible(err)
	info := &errdetails.ErrorInfo{Reason: f.Code, Domain: domain}
	if f.Field != "" || (defect && trace != "") {
		info.Metadata = map[string]string{}
	}
	if f.Field != "" {
		info.Metadata["field"] = f.Field
	}
	if defect && trace != "" {
		info.Metadata["trace"] = trace // what a caller quotes, and an operator finds in the log
	}
	s := status.New(codeOf(f.Kind), f.Text(lang))
	detailed, err := s.WithDetails(protoadapt.MessageV1Of(info),
		protoadapt.MessageV1Of(&errdetails.LocalizedMessage{Locale: langZh, Message: f.Zh}),
		protoadapt.MessageV1Of(&errdetails.LocalizedMessage{Locale: langEn, Message: f.En}))
	if err != nil {
		return s // details are an extra: the code and the sentence are there
	}
	return detailed
}

// Fault turns what a client got from a call back into the fault that the server returned. A status of another origin becomes
// the general fault of its code. The error itself is the cause, for logs. Fault(nil) is nil: compare it before you return it
// as an error.
func Fault(err error) *fault.Error {
	if err == nil {
		return nil
	}
	if f := fault.As(err); f != nil {
		return f
	}
	s, ok := status.FromError(err)
	if !ok {
		for _, k := range known {
			if errors.Is(err, k.err) {
				return k.fault.Because(err)
			}
		}
		return generic(fault.Internal).Because(err)
	}
	f := generic(fault.Internal)
	for _, row := range table {
		if row.code == s.Code() {
			f = row.generic
		}
	}
	c := *f
	for _, d := range s.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			if d.GetDomain() != domain {
				return f.Because(err)
			}
			c.Code, c.Field = d.GetReason(), d.GetMetadata()["field"]
		case *errdetails.LocalizedMessage:
			if d.GetLocale() == langEn {
				c.En = d.GetMessage()
			} else {
				c.Zh = d.GetMessage()
			}
		}
	}
	return c.Because(err)
}
