package main

import (
	"context"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/vault"
)

// What is said of rotating the key-encryption key.
var (
	helpRewrap     = text{"更换密钥加密密钥：以新密钥重新封装全部数据密钥", "rotate the key-encryption key: wrap all data keys again under a new one"}
	helpRewrapMore = text{"单机：先停止 anjie all，执行本命令，再以新密钥文件替换数据文件夹中的 kek。集群（给出 --database）：先让每个进程以 --former-kek-file 同时持有新密钥并重启，执行本命令；再让每个进程以新密钥为 --kek-file、旧密钥为 --former-kek-file 重启，再执行一次；最后撤去旧密钥。中断后可重复执行。", "One machine: stop anjie all, run this, put the new key file in the place of kek in the data folder. Cluster (with --database): start every process with the new key as --former-kek-file, run this, start every process with the new one as --kek-file and the old one as --former-kek-file, run it once more, drop the old one. It may be interrupted and repeated."}
	flagNewKEK     = text{"新密钥加密密钥文件，没有则新建", "file of the new key-encryption key, made when there is none"}
	rewrapped      = text{"已重新封装 %d 把数据密钥。请以新密钥文件 %s 替换原来的密钥加密密钥；旧密钥须保留到旧备份全部到期。", "%d data keys are wrapped again. Put the new key file %s in the place of the former key-encryption key; keep the former one as long as backups from before exist."}
)

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
