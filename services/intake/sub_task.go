package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// OpenSubTask gives a part of the work out.
func (s *Service) OpenSubTask(ctx context.Context, req *intakev1.OpenSubTaskRequest) (*intakev1.OpenSubTaskResponse, error) {
	var c request.Texts
	description := c.Field(req.GetDescription(), maxNote, "description")
	receipt, _, err := s.carry(ctx, plan{
		req:  req,
		flaw: c.Err,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			cmd := dispute.OpenSubTask{
				Act: act, Task: req.GetTask(), Kind: req.GetKind(), Handler: handlerOf(req.GetHandler()), DueOn: req.GetDueOn(),
				Description: description,
			}
			if err := dispute.Admit(st, cmd); err != nil {
				return nil, err
			}
			return cmd, s.known(ctx, act.OccurredAt, "handler", cmd.Handler)
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.OpenSubTaskResponse{Receipt: receipt}, nil
}

// ReturnSubTask brings a sub-task back.
func (s *Service) ReturnSubTask(ctx context.Context, req *intakev1.ReturnSubTaskRequest) (*intakev1.ReturnSubTaskResponse, error) {
	var c request.Texts
	note := c.Field(req.GetNote(), maxNote, "note")
	receipt, _, err := s.carry(ctx, plan{
		req:  req,
		flaw: c.Err,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.ReturnSubTask{Act: act, Task: req.GetTask(), Result: req.GetResult(), Note: note}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ReturnSubTaskResponse{Receipt: receipt}, nil
}
