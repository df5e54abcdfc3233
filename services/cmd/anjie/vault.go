package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/vault"
)

// What is said of the vault.
var (
	helpVault = text{"个人信息保密库的运维", "operate the vault of personal data"}

	flagFormerKEK = text{"更换密钥期间另一把密钥加密密钥的文件", "file of the other key-encryption key while keys are rotated"}

	errStopFirst  = text{"案结正在运行（进程 %d）：请先停止 anjie all。", "Anjie runs (process %d): stop anjie all first"}
	errNoDatabase = text{"数据文件夹 %s 中没有数据库。", "there is no database in the data folder %s"}
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

// stopped refuses a data folder in which something runs, or which has no database.
func stopped(dir string) error {
	if r, ok, err := readRunning(dir); err != nil {
		return err
	} else if ok {
		return say.Fault(fault.Conflict, "stop-first", errStopFirst, r.PID)
	}
	if _, err := os.Stat(postgresDir(dir)); err != nil {
		return say.Fault(fault.NotFound, "no-database", errNoDatabase, dir).Because(fmt.Errorf("look for the database: %w", err))
	}
	return nil
}
