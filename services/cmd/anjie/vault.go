package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/anjie/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

// What is said of the vault.
var (
	helpVault      = text{"个人信息保密库的运维", "operate the vault of personal data"}
	helpShred      = text{"依法删除一件案件的个人信息，不可恢复；事件、统计和哈希链不变", "erase the personal data of a case for good; events, figures and hash chains stay"}
	helpShredMore  = text{"销毁该案件及其调解程序的全部数据密钥。执行者须能读取密钥加密密钥文件和各服务的数据库，即本机的运维人员；依据由法制部门出具，其代码记入日志。运行中的服务最迟一分钟后不再显示。", "Destroys all data keys of the case and of its proceedings. It takes somebody who may read the key-encryption key and the services' databases: an operator of this machine. The legal ground is decided elsewhere; its code goes into the log. Running services show the data for another minute at most."}
	helpRewrap     = text{"更换密钥加密密钥：以新密钥重新封装全部数据密钥", "rotate the key-encryption key: wrap all data keys again under a new one"}
	helpRewrapMore = text{"单机：先停止 anjie all，执行本命令，再以新密钥文件替换数据文件夹中的 kek。集群（给出 --database）：先让每个进程以 --former-kek-file 同时持有新密钥并重启，执行本命令；再让每个进程以新密钥为 --kek-file、旧密钥为 --former-kek-file 重启，再执行一次；最后撤去旧密钥。中断后可重复执行。", "One machine: stop anjie all, run this, put the new key file in the place of kek in the data folder. Cluster (with --database): start every process with the new key as --former-kek-file, run this, start every process with the new one as --kek-file and the old one as --former-kek-file, run it once more, drop the old one. It may be interrupted and repeated."}

	flagSubject   = text{"案件：dispute-<编号>，连同其全部调解程序；集群中（给出 --database）一次一个事件流，也可为 proceeding-<编号>", "the case: dispute-<id>, with all its proceedings; in a cluster (with --database) one stream at a time, also proceeding-<id>"}
	flagGround    = text{"删除依据的代码，记入日志", "code of the legal ground, for the log"}
	flagYes       = text{"不再询问", "do not ask"}
	flagNewKEK    = text{"新密钥加密密钥文件，没有则新建", "file of the new key-encryption key, made when there is none"}
	flagFormerKEK = text{"更换密钥期间另一把密钥加密密钥的文件", "file of the other key-encryption key while keys are rotated"}

	shredAsk  = text{"将永久删除 %s 的个人信息（%d 个事件，%d 把数据密钥），不可恢复。输入 yes 确认：", "The personal data of %s (%d events, %d data keys) will be gone for good. Type yes to go on: "}
	shredDone = text{"已删除 %s 的个人信息。运行中的服务最迟一分钟后不再显示；备份中的密钥须随备份到期销毁。", "The personal data of %s is erased. Running services show it for another minute at most; keys in backups go when the backups go."}
	rewrapped = text{"已重新封装 %d 把数据密钥。请以新密钥文件 %s 替换原来的密钥加密密钥；旧密钥须保留到旧备份全部到期。", "%d data keys are wrapped again. Put the new key file %s in the place of the former key-encryption key; keep the former one as long as backups from before exist."}

	errSubject      = text{"--subject 须写作 dispute-<编号>；给出 --database 时也可为 proceeding-<编号>。", "--subject takes dispute-<id>, and proceeding-<id> with --database"}
	errGround       = text{"--reason 须为代码：字母、数字、点和连字符。", "--reason takes a code: letters, digits, dots and hyphens"}
	errNoSuchCase   = text{"没有名为 %s 的事件流。", "there is no stream %s"}
	errNotConfirmed = text{"未确认，未作任何改动。", "not confirmed, nothing was changed"}
	errStopFirst    = text{"案结正在运行（进程 %d）：请先停止 anjie all。", "Anjie runs (process %d): stop anjie all first"}
	errNoDatabase   = text{"数据文件夹 %s 中没有数据库。", "there is no database in the data folder %s"}
)

// vaultConfig says where the vault is: in what runs from Data, or at the addresses of a cluster.
type vaultConfig struct {
	Data       string `env:"DATA"`
	Database   string `env:"DATABASE"`
	EventStore string `env:"EVENTSTORE"`
	KEK        string `env:"KEK_FILE"`
	KEKValue   string `env:"KEK"`
}

func (p *program) vaultCommand() (*cobra.Command, error) {
	c, err := fromEnv[vaultConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{Use: "vault", Short: p.say(helpVault)}
	f := cmd.PersistentFlags()
	f.StringVar(&c.Data, "data", c.Data, p.say(flagData))
	f.StringVar(&c.Database, "database", c.Database, p.say(flagDatabase))
	f.StringVar(&c.KEK, "kek-file", c.KEK, p.say(flagKEK))
	cmd.AddCommand(p.shredCommand(&c), p.rewrapCommand(&c), p.scanCommand(&c))
	return cmd, nil
}

// kek is the key-encryption key that the vault is opened with.
func (p *program) kek(c *vaultConfig) (vault.KEK, error) {
	if c.KEK == "" {
		c.KEK = filepath.Join(p.folder(c.Data), "kek")
	}
	return vault.LoadKEK(vault.KEKConfig{Value: c.KEKValue, File: c.KEK})
}

// openVault calls do with the vault of a database, and forgets all keys afterwards.
func (p *program) openVault(ctx context.Context, dsn string, kek vault.KEK, former []vault.KEK, do func(*vault.Vault) error) (err error) {
	pool, err := pg.Open(ctx, dsn, pg.Options{Name: "anjie vault", MaxConns: 4})
	if err != nil {
		return err
	}
	defer pool.Close()
	v, err := vault.Open(ctx, vault.Config{
		Pool: pool, KEK: kek, Former: former, Now: p.now, Batch: 1, // nothing is sealed here
		Forget: intake.ForgetIndex,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.Close(context.WithoutCancel(ctx))) }()
	return do(v)
}

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
	if c.Database == "" || c.EventStore == "" {
		r, err := p.found(c.Data)
		if err != nil {
			return err
		}
		cases[0].database, c.EventStore = r.Databases["intake"], r.EventStore
		cases = append(cases, erasure{database: r.Databases["mediation"]})
	}
	var all []erasure
	keys, events := 0, 0
	err = p.log(ctx, "", c.EventStore, func(ctx context.Context, s es.Store) (err error) {
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

func (p *program) rewrapCommand(c *vaultConfig) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "rewrap", Short: p.say(helpRewrap), Long: p.say(helpRewrap) + "\n\n" + p.say(helpRewrapMore), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.rewrap(cmd.Context(), *c, to) },
	}
	cmd.Flags().StringVar(&to, "new-kek", "", p.say(flagNewKEK))
	return cmd
}

func (p *program) rewrap(ctx context.Context, c vaultConfig, file string) error {
	if file == "" {
		return say.Fault(fault.Invalid, "configuration", errMissingFlag, "new-kek")
	}
	from, err := p.kek(&c)
	if err != nil {
		return err
	}
	wrap := func(databases ...string) error {
		to, err := vault.LoadKEK(vault.KEKConfig{File: file, Create: true})
		if err != nil {
			return err
		}
		total := 0
		for _, dsn := range databases {
			// As the one that wraps from now on, so that it may be repeated, also after it was done.
			err := p.openVault(ctx, dsn, to, []vault.KEK{from}, func(v *vault.Vault) error {
				n, err := v.Rewrap(ctx, to)
				total += n
				return err
			})
			if err != nil {
				return err
			}
		}
		p.tell(rewrapped, total, file)
		return nil
	}
	if c.Database != "" {
		return wrap(c.Database)
	}
	return p.asleep(ctx, p.folder(c.Data), func(cluster *pglocal.Cluster) error {
		var databases []string
		for _, role := range []string{"intake", "mediation"} { // a folder from before mediation has no vault of it yet
			if err := pg.EnsureDatabase(ctx, cluster.DSN("postgres"), database(role)); err != nil {
				return err
			}
			if err := vault.Migrate(ctx, cluster.DSN(database(role))); err != nil {
				return err
			}
			databases = append(databases, cluster.DSN(database(role)))
		}
		return wrap(databases...)
	})
}

// asleep calls do with the database of an `anjie all` that does not run.
func (p *program) asleep(ctx context.Context, dir string, do func(*pglocal.Cluster) error) (err error) {
	if err := stopped(dir); err != nil {
		return err
	}
	cluster, err := pglocal.Start(ctx, pglocal.Config{Dir: postgresDir(dir), Durable: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Stop()) }()
	return do(cluster)
}
