package dispute

import "slices"

func openSubTask(s State, c OpenSubTask) ([]Event, error) {
	if err := checkID(c.Task, "task"); err != nil {
		return nil, err
	}
	switch {
	case s.task(c.Task) != nil:
		return nil, ErrTaskExists.On("task")
	case len(s.Tasks) >= MaxTasks:
		return nil, ErrTooManyTasks.On("task")
	case !codes(c.At).TaskKinds.Has(c.Kind):
		return nil, ErrUnknownTaskKind.On("kind")
	}
	if err := c.Handler.check("handler"); err != nil {
		return nil, err
	}
	if err := checkDue(c.DueOn, c.OccurredAt, "due_on"); err != nil {
		return nil, err
	}
	if !c.Description.Present() {
		return nil, ErrDescriptionNeeded.On("description")
	}
	return []Event{&SubTaskOpenedV1{
		When: c.when(), Codes: codes(c.At).Version, Task: c.Task, Kind: c.Kind, Handler: c.Handler, DueOn: c.DueOn, Description: c.Description,
	}}, nil
}

// returnSubTask brings the result, by its handler. That the work is not needed any more is said by those who asked for it:
// so nothing is left open at a conclusion, and nothing lapses unseen. The conclusion of what mediation settled waits for it, and follows.
func returnSubTask(s State, c ReturnSubTask) ([]Event, error) {
	task := s.task(c.Task)
	switch {
	case task == nil:
		return nil, ErrTaskNotFound.On("task")
	case task.Returned:
		return nil, ErrTaskReturned.On("task")
	case !codes(c.At).TaskResults.Has(c.Result):
		return nil, ErrUnknownTaskResult.On("result")
	case c.Result == taskLapsed && !s.centre(c.Act) && s.Round.Lead != c.handler():
		return nil, ErrCentreOrLead
	case c.Result != taskLapsed && task.Handler != c.handler():
		return nil, ErrNotYourTask.On("task")
	}
	return s.follow(c.Act, &SubTaskReturnedV1{When: c.when(), Codes: codes(c.At).Version, Task: c.Task, Result: c.Result, Note: c.Note}), nil
}

func (s State) task(id string) *Task {
	i := slices.IndexFunc(s.Tasks, func(t Task) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &s.Tasks[i]
}
