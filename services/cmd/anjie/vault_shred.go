package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

// What is said of erasing.
var (
	helpShred        = text{"依法删除一件案件的个人信息，不可恢复；事件、统计和哈希链不变", "erase the personal data of a case for good; events, figures and hash chains stay"}
	helpShredMore    = text{"销毁该案件及其调解程序的全部数据密钥。执行者须能读取密钥加密密钥文件和各服务的数据库，即本机的运维人员；依据由法制部门出具，其代码记入日志。运行中的服务最迟一分钟后不再显示。", "Destroys all data keys of the case and of its proceedings. It takes somebody who may read the key-encryption key and the services' databases: an operator of this machine. The legal ground is decided elsewhere; its code goes into the log. Running services show the data for another minute at most."}
	flagSubject      = text{"案件：dispute-<编号>，连同其全部调解程序；集群中（给出 --database）一次一个事件流，也可为 proceeding-<编号>", "the case: dispute-<id>, with all its proceedings; in a cluster (with --database) one stream at a time, also proceeding-<id>"}
	flagGround       = text{"删除依据的代码，记入日志", "code of the legal ground, for the log"}
	flagYes          = text{"不再询问", "do not ask"}
	shredAsk         = text{"将永久删除 %s 的个人信息（%d 个事件，%d 把数据密钥），不可恢复。输入 yes 确认：", "The personal data of %s (%d events, %d data keys) will be gone for good. Type yes to go on: "}
	shredDone        = text{"已删除 %s 的个人信息。运行中的服务最迟一分钟后不再显示；备份中的密钥须随备份到期销毁。", "The personal data of %s is erased. Running services show it for another minute at most; keys in backups go when the backups go."}
	errSubject       = text{"--subject 须写作 dispute-<编号>；给出 --database 时也可为 proceeding-<编号>。", "--subject takes dispute-<id>, and proceeding-<id> with --database"}
	errGround        = text{"--reason 须为代码：字母、数字、点和连字符。", "--reason takes a code: letters, digits, dots and hyphens"}
	errNoSuchCase    = text{"没有名为 %s 的事件流。", "there is no stream %s"}
	errKeysElsewhere = text{"该数据库中没有 %s 的数据密钥，未删除任何内容；请用 --database 指明该案件所属服务的数据库。", "this database does not hold the data keys of %s, and nothing was erased; name that of the service whose case it is with --database"}
	errNotConfirmed  = text{"未确认，未作任何改动。", "not confirmed, nothing was changed"}
)

func (p *program) shredCommand(c *vaultConfig) *cobra.Command {
	var subject, ground string
	var yes bool
	cmd := &cobra.Command{
		Use: "shred", Short: p.say(helpShred), Long: p.say(helpShred) + "\n\n" + p.say(helpShredMore), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.shred(cmd.Context(), *c, subject, ground, yes) },
	}
	f := cmd.Flags()
	f.StringVar(&c.EventStore, "eventstore", c.EventStore, p.say(flagEventStore))
	f.StringVar(&subject, "subject", "", p.say(flagSubject))
	f.StringVar(&ground, "reason", "", p.say(flagGround))
	f.BoolVar(&yes, "yes", false, p.say(flagYes))
	return cmd
}

var code = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$`)

// erasure is what is erased of one stream: the keys that the vault has recorded, and those that the events name, for a process
// that died may have recorded none.
type erasure struct {
	database, stream string
	keys             []uuid.UUID
	events           int
}

// shred erases a case: a dispute together with its proceedings on one machine; in a cluster, where every service has its own
// database, one stream at a time.
func (p *program) shred(ctx context.Context, c vaultConfig, subject, ground string, yes bool) error {
	category, id, _ := strings.Cut(subject, "-")
	if category != "dispute" && (category != "proceeding" || c.Database == "") || uuid.Validate(id) != nil {
		return say.Fault(fault.Invalid, "subject-flag", errSubject)
	}
	if !code.MatchString(ground) {
		return say.Fault(fault.Invalid, "reason-flag", errGround)
	}
	kek, err := p.kek(&c)
	if err != nil {
		return err
	}
	cases := []erasure{{database: c.Database, stream: subject}}
	if c.Database == "" {
		r, err := p.found(c.Data)
		if err != nil {
			return err
		}
		cases[0].database, c.EventStore = r.Databases["intake"], r.EventStore
		cases = append(cases, erasure{database: r.Databases["mediation"]})
	}
	var all []erasure
	keys, events := 0, 0
	err = p.log(ctx, c.Data, c.EventStore, func(ctx context.Context, s es.Store) (err error) {
		if all, err = erasures(ctx, s, cases, uuid.MustParse(id)); err != nil {
			return err
		}
		for _, e := range all {
			keys, events = keys+len(e.keys), events+e.events
		}
		return nil
	})
	if err != nil {
		return err
	}
	if events == 0 {
		return say.Fault(fault.NotFound, "no-such-case", errNoSuchCase, subject)
	}
	if !yes {
		p.printf("%s", p.say(shredAsk, subject, events, keys))
		answer, _ := bufio.NewReader(p.in).ReadString('\n') // no answer is an answer
		if strings.TrimSpace(answer) != "yes" {
			return say.Fault(fault.Canceled, "not-confirmed", errNotConfirmed)
		}
	}
	for _, e := range all {
		err := p.openVault(ctx, e.database, kek, nil, func(v *vault.Vault) error { return v.Shred(ctx, e.stream, e.keys...) })
		if errors.Is(err, vault.ErrUnknownKey) {
			return say.Fault(fault.NotFound, "keys-elsewhere", errKeysElsewhere, e.stream).Because(err)
		}
		if err != nil {
			return err
		}
		telemetry.NewLogger(p.err, slog.LevelWarn, false).LogAttrs(ctx, slog.LevelWarn, "personal data erased",
			slog.String("subject", e.stream), slog.String("reason", ground), slog.Int("keys", len(e.keys)), slog.String("by", holder()))
	}
	p.tell(shredDone, subject)
	return nil
}

// erasures looks up the keys of the streams. The last one without a name stands for all proceedings of the dispute.
func erasures(ctx context.Context, s es.Store, cases []erasure, dispute uuid.UUID) ([]erasure, error) {
	var out []erasure
	look := func(e erasure) (found bool, err error) {
		if e.keys, e.events, err = keysOf(ctx, s, e.stream); err == nil && e.events > 0 {
			out = append(out, e)
		}
		return e.events > 0, err
	}
	for _, e := range cases {
		if e.stream != "" {
			if _, err := look(e); err != nil {
				return nil, err
			}
			continue
		}
		for n := 1; ; n++ {
			found, err := look(erasure{database: e.database, stream: es.Stream("proceeding", mediation.ProceedingID(dispute, n))})
			if err != nil {
				return nil, err
			}
			if !found {
				break
			}
		}
	}
	return out, nil
}

// keysOf collects the data keys that the events of a stream name.
func keysOf(ctx context.Context, s es.Store, stream string) (keys []uuid.UUID, events int, err error) {
	seen := map[uuid.UUID]bool{uuid.Nil: true}
	for rec, err := range s.ReadStream(ctx, stream, 0) {
		if err != nil {
			return nil, 0, err
		}
		meta, err := es.ParseMeta(rec.Metadata)
		if err != nil {
			return nil, 0, fmt.Errorf("read the keys of %s: %w", stream, err)
		}
		if events++; !seen[meta.Key] {
			seen[meta.Key] = true
			keys = append(keys, meta.Key)
		}
	}
	return keys, events, nil
}
