package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/request"
)

const maxFileName = 200

// StartImport announces an import. Announced again with the same content it goes on.
func (s *Imports) StartImport(ctx context.Context, req *intakev1.StartImportRequest) (*intakev1.StartImportResponse, error) {
	a, err := s.actor(ctx, importers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := ledgerimport.Start{
		Act: s.act(a),
		Content: ledgerimport.Content{
			File: req.GetFile(), Mapping: req.GetMapping(), Edition: int(req.GetEdition()), Sheet: int(req.GetSheet()), Rows: int(req.GetRows()),
			LeftOut: int(req.GetLeftOut()), Totals: make([]ledgerimport.Total, 0, len(req.GetTotals())), Difference: req.GetDifferenceReason(),
		},
		Name: c.Field(req.GetName(), maxFileName, "name"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	for _, t := range req.GetTotals() {
		cmd.Content.Totals = append(cmd.Content.Totals, ledgerimport.Total{Figure: t.GetFigure(), Stated: int(t.GetStated()), Counted: int(t.GetCounted())})
	}
	receipt, err := s.handle(ctx, a, req, cmd, cmd.At, ledgerimport.DifferenceReasons().Reason("difference", req.GetDifferenceReason()))
	if err != nil {
		return nil, err
	}
	return &intakev1.StartImportResponse{Receipt: receipt}, nil
}
