package main

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// What is said of documents.
var (
	helpDocument   = text{"生成调解文书（DOCX）；写编号，或 纠纷编号/第几次", "write a paper of a proceeding as DOCX: its id, or DISPUTE/N"}
	flagKind       = text{"文书种类：%s", "kind of paper: %s"}
	flagNumber     = text{"第几次调解会或者回访，默认最后一次", "number of the session or the follow-up visit, the last by default"}
	flagBody       = text{"调解组织名称，如 某某社区人民调解委员会", "name of the body that mediates"}
	flagCaseNumber = text{"案件编号，年份-机构代码-序号", "case number, YYYY-UUUUUUUUUUUU-NNNNNN"}
	flagOut        = text{"写入的文件，默认用文书名称", "file to write; named after the paper by default"}
	flagForce      = text{"覆盖已有的文件", "overwrite a file that is there"}

	errKindFlag   = text{"--kind 须为：%s。", "--kind is one of: %s"}
	errFileExists = text{"文件 %s 已存在；要覆盖请加 --force。", "the file %s exists; --force overwrites it"}
	toldDocument  = text{"已写入 %s：%s，%d 字节，依据至第 %d 步，SHA-256 %s", "wrote %s: %s, %d bytes, as of step %d, SHA-256 %s"}
)

// kinds are the words for kinds of papers.
var kinds = map[string]mediationv1.DocumentKind{
	"application":  mediationv1.DocumentKind_DOCUMENT_KIND_APPLICATION,
	"registration": mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION,
	"session":      mediationv1.DocumentKind_DOCUMENT_KIND_SESSION_RECORD,
	"agreement":    mediationv1.DocumentKind_DOCUMENT_KIND_AGREEMENT,
	"routes":       mediationv1.DocumentKind_DOCUMENT_KIND_NOTICE_OF_ROUTES,
	"termination":  mediationv1.DocumentKind_DOCUMENT_KIND_TERMINATION_NOTICE,
	"feedback":     mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_FEEDBACK,
	"performance":  mediationv1.DocumentKind_DOCUMENT_KIND_PERFORMANCE,
	"follow-up":    mediationv1.DocumentKind_DOCUMENT_KIND_FOLLOW_UP,
	"reply":        mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_REPLY,
	"declined":     mediationv1.DocumentKind_DOCUMENT_KIND_NOTICE_OF_DECLINING,
	"hand-over":    mediationv1.DocumentKind_DOCUMENT_KIND_HAND_OVER,
	"cover":        mediationv1.DocumentKind_DOCUMENT_KIND_DOSSIER_COVER,
}

func (p *program) documentCommand(c clientConfig) *cobra.Command {
	req := &mediationv1.RenderDocumentRequest{}
	names := strings.Join(slices.Sorted(maps.Keys(kinds)), ", ")
	var kind, out string
	var force bool
	cmd := &cobra.Command{
		Use: "document ID", Short: p.say(helpDocument), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			known := false
			if req.Kind, known = kinds[kind]; !known {
				return say.Fault(fault.Invalid, "kind-flag", errKindFlag, names)
			}
			if _, err := os.Lstat(out); out != "" && err == nil && !force {
				return say.Fault(fault.Invalid, "file-exists", errFileExists, out)
			}
			id, err := p.proceedingNamed(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			req.ProceedingId = id
			return p.call(c, mediationOf, func(cc *grpc.ClientConn) error {
				resp, err := mediationv1.NewDocumentServiceClient(cc).RenderDocument(cmd.Context(), req)
				if err != nil {
					return err
				}
				file := cmp.Or(out, resp.GetFileName())
				if err := writeDocument(file, resp.GetFile(), force); err != nil {
					return err
				}
				p.tell(toldDocument, file, resp.GetTitle(), len(resp.GetFile()), resp.GetRevision()+1, resp.GetSha256())
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&kind, "kind", "agreement", p.say(flagKind, names))
	f.Uint32Var(&req.Number, "number", 0, p.say(flagNumber))
	f.StringVar(&req.Body, "body", "", p.say(flagBody))
	f.StringVar(&req.CaseNumber, "case-number", "", p.say(flagCaseNumber))
	f.StringVar(&out, "out", "", p.say(flagOut))
	f.BoolVar(&force, "force", false, p.say(flagForce))
	return cmd
}

// writeDocument writes a file that only its owner reads, for it names people. One that is there stays unless it may be overwritten.
func writeDocument(path string, content []byte, force bool) error {
	if force {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // G304: the file that the person names
	if errors.Is(err, fs.ErrExist) {
		return say.Fault(fault.Invalid, "file-exists", errFileExists, path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
