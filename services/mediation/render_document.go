package mediation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/casenumber"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation/dossier"
)

// Documents answers anjie.mediation.v1.DocumentService. It is safe for concurrent use.
type Documents struct {
	mediationv1.UnimplementedDocumentServiceServer

	service *Service
	log     *slog.Logger
}

// NewDocuments makes the part of the service that writes papers. The access log takes a line for every paper: who, for which unit,
// which proceeding, which kind, the file's digest; never what stands in it. It has to reach people whatever the level of other logs is.
func NewDocuments(s *Service, accessLog *slog.Logger) (*Documents, error) {
	if s == nil || accessLog == nil {
		return nil, errors.New("mediation: documents: incomplete dependencies")
	}
	return &Documents{service: s, log: accessLog}, nil
}

// Register offers the service on a server.
func (d *Documents) Register(server grpc.ServiceRegistrar) {
	mediationv1.RegisterDocumentServiceServer(server, d)
}

// The refusals. Their codes are a contract with clients and never change.
var (
	errNotPermitted = fault.New(fault.Forbidden, "document-not-permitted",
		"文书含有当事人信息，只有本程序的调解员、本机构的调委会主任和分流员可以生成。", "Papers name the parties: only the mediators of the proceeding, and the chair and the dispatcher of its unit, get them.")
	errErased = fault.New(fault.Refused, "document-data-erased",
		"当事人信息已依法删除，不能再生成文书。", "The personal data was erased, so the paper cannot be written any more.")
	errCaseNumber = fault.New(fault.Invalid, "case-number-format",
		"案件编号须写作 年份-12位机构代码-6至9位序号。", "A case number is YYYY-UUUUUUUUUUUU-NNNNNN, with 6 to 9 digits at the end.")
)

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// maxBody bounds the name of the body that mediates, in characters.
const maxBody = 100

// RenderDocument writes a paper.
func (d *Documents) RenderDocument(ctx context.Context, req *mediationv1.RenderDocumentRequest) (*mediationv1.RenderDocumentResponse, error) {
	a, err := acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	resp, err := d.render(ctx, a, req)
	d.accessed(ctx, a, req, resp, err)
	return resp, err
}

func (d *Documents) render(ctx context.Context, a identity.Actor, req *mediationv1.RenderDocumentRequest) (*mediationv1.RenderDocumentResponse, error) {
	steps, err := d.service.story(ctx, a, req.GetProceedingId())
	if err != nil {
		return nil, err
	}
	st := state(steps)
	if d.service.sightOf(ctx, a, st.Unit, st.Mediators) == sightNone {
		return nil, errNotPermitted
	}
	order, err := orderOf(req)
	if err != nil {
		return nil, err
	}
	switch err := d.service.unseal(ctx, steps); {
	case errors.Is(err, vault.ErrShredded):
		return nil, errErased
	case err != nil:
		return nil, err
	}
	id := proceedingOf(steps[0].rec.Stream)
	outline, err := dossier.Write(dossier.Fold(id, stepsIn(steps)), order)
	if err != nil {
		return nil, err
	}
	file, err := set(outline)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(file)
	return &mediationv1.RenderDocumentResponse{
		File: file, FileName: fmt.Sprintf("%s-%s.docx", outline.Name, id[:8]), ContentType: docxType,
		Sha256: hex.EncodeToString(sum[:]), Title: outline.Name, Revision: steps[len(steps)-1].rec.Revision,
	}, nil
}

func stepsIn(steps []step) []dossier.Step {
	out := make([]dossier.Step, 0, len(steps))
	for _, s := range steps {
		out = append(out, dossier.Step{Event: s.event, Account: s.meta.Actor})
	}
	return out
}

var documentKinds = map[mediationv1.DocumentKind]dossier.Kind{
	mediationv1.DocumentKind_DOCUMENT_KIND_APPLICATION:         dossier.Application,
	mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION:        dossier.Registration,
	mediationv1.DocumentKind_DOCUMENT_KIND_SESSION_RECORD:      dossier.Session,
	mediationv1.DocumentKind_DOCUMENT_KIND_AGREEMENT:           dossier.Agreement,
	mediationv1.DocumentKind_DOCUMENT_KIND_NOTICE_OF_ROUTES:    dossier.Routes,
	mediationv1.DocumentKind_DOCUMENT_KIND_TERMINATION_NOTICE:  dossier.Termination,
	mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_FEEDBACK:   dossier.Feedback,
	mediationv1.DocumentKind_DOCUMENT_KIND_PERFORMANCE:         dossier.Performance,
	mediationv1.DocumentKind_DOCUMENT_KIND_FOLLOW_UP:           dossier.FollowUp,
	mediationv1.DocumentKind_DOCUMENT_KIND_DOSSIER_COVER:       dossier.Cover,
	mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_REPLY:      dossier.Reply,
	mediationv1.DocumentKind_DOCUMENT_KIND_NOTICE_OF_DECLINING: dossier.Declined,
	mediationv1.DocumentKind_DOCUMENT_KIND_HAND_OVER:           dossier.HandOver,
}

func orderOf(req *mediationv1.RenderDocumentRequest) (dossier.Order, error) {
	if err := request.CheckText(req.GetBody(), maxBody, "body"); err != nil {
		return dossier.Order{}, err
	}
	if n := req.GetCaseNumber(); n != "" && !casenumber.Valid(n) {
		return dossier.Order{}, errCaseNumber.On("case_number")
	}
	return dossier.Order{
		Kind: documentKinds[req.GetKind()], Nth: place(req.GetNumber()), Body: req.GetBody(), Number: req.GetCaseNumber(),
	}, nil
}

// accessed writes the line of a call into the access log, before anything is answered.
func (d *Documents) accessed(
	ctx context.Context, a identity.Actor, req *mediationv1.RenderDocumentRequest, resp *mediationv1.RenderDocumentResponse, err error,
) {
	attrs := []slog.Attr{
		slog.String("document", string(documentKinds[req.GetKind()])), slog.String("actor", a.ID), slog.String("unit", a.Unit),
	}
	if a.OnBehalfOf != "" {
		attrs = append(attrs, slog.String("on_behalf_of", a.OnBehalfOf))
	}
	// What does not have the form of an id could hold anything.
	if resp != nil || fault.As(err) != nil && fault.As(err).Code != errProceedingID.Code {
		attrs = append(attrs, slog.String("proceeding", req.GetProceedingId()))
	}
	switch f := fault.As(err); {
	case f != nil:
		attrs = append(attrs, slog.String("refused", f.Code))
	case err != nil:
		attrs = append(attrs, slog.String("refused", "internal"))
	default:
		attrs = append(attrs, slog.String("sha256", resp.GetSha256()), slog.Uint64("revision", resp.GetRevision()))
	}
	d.log.LogAttrs(ctx, slog.LevelInfo, "document rendered", attrs...)
}
