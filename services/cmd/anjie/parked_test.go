package main

import (
	"errors"
	"regexp"
	"strings"

	"anjie.internal/services/internal/fault"
)

// healsTheQueue wants a rebuild of a view that somebody has changed to say so in the result, in the log and in the exit code.
func (h person) healsTheQueue() {
	h.t.Helper()
	p, out := h.program()
	err := p.run(h.t.Context(), []string{"rebuild", "queue"})
	if f := fault.As(err); f == nil || f.Code != "views-healed" || !strings.Contains(f.Zh, "queue") || exitCode(err) != 2 {
		h.t.Errorf("the rebuild of a changed view: %v, exit code %d", err, exitCode(err))
	}
	contains(h.t, out.String(), "queue", "摘要不一致，已换用由日志重建的结果", "搁置事件 0 个", "level=ERROR", "view=queue", "live=", "rebuilt=")
	contains(h.t, h.does("rebuild", "queue"), "重建前后摘要一致")
	if exitCode(errors.New("anything else")) != 1 {
		h.t.Error("the exit code of anything else is not 1")
	}
}

// parksAndRetries makes the queue refuse an event, which is parked, and applies it when the cause is gone.
func (h person) parksAndRetries() {
	h.t.Helper()
	contains(h.t, h.does("parked", "list"), "queue：没有搁置的事件", "registrations：没有搁置的事件")
	h.spoils("alter table view_queue.dispute add constraint broken check (category <> 'A03')")
	dispute := regexp.MustCompile(`纠纷 (\S+)，`).FindStringSubmatch(
		h.does("dispute", "register", "--title", "房屋", "--applicant", "王一", "--category", "A03"))[1]
	h.says(`queue .*dispute-registered-v1 dispute-`+dispute+`@0 .*已试 5 次：.*broken`, "parked", "list", "queue")
	contains(h.t, h.fails("parked", "retry", "queue", "dispute-"+dispute), "[still-parked]")
	h.spoils("alter table view_queue.dispute drop constraint broken")
	contains(h.t, h.does("parked", "retry", "queue", "dispute-"+dispute), "已处理", dispute, " 1 个")
	contains(h.t, h.does("dispute", "list", "--category", "A03"), dispute)
	contains(h.t, h.does("rebuild", "queue"), "重建前后摘要一致", "搁置事件 0 个")
	contains(h.t, h.fails("parked", "retry", "queue", "dispute-"+dispute), "[nothing-parked]")
	contains(h.t, h.fails("parked", "list", "nothing"), "没有名为 nothing 的读模型")
}
