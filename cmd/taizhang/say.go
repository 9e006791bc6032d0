package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/transfer"
	"taizhang/projections/analytics/chdb"
	"taizhang/server"
)

// sayings are what the common failures mean and what to do, in words.
var sayings = []struct {
	err    error
	zh, en string
}{
	{transfer.ErrBackup, "备份文件不可用：损坏、不完整或不是备份；未写入任何内容", "the backup cannot be used: damaged, cut short or not a backup; nothing was written"},
	{transfer.ErrForeign, "目标中已有其他记录，或与来源不符；请换一个空的目标", "the target holds other records, or differs from the source; take an empty one"},
	{eventstore.ErrHeld, "数据目录正被另一进程使用", "the data directory is held by another process"},
	{syscall.EADDRINUSE, "端口已被占用；换一个端口：--listen 127.0.0.1:8081", "the port is busy; choose another: --listen 127.0.0.1:8081"},
	{eventstore.ErrUnavailable, "事件存储暂时不可用；已确认的记录不受影响，稍后以同一幂等键重试", "the event store cannot serve now; what was acknowledged is safe: try again with the same key"},
	{eventstore.ErrFull, "磁盘空间不足", "no space left on the disk"},
	{eventstore.ErrDamaged, "存储文件损坏；请勿继续使用，用备份恢复", "the store is damaged; stop and restore a backup"},
	{server.ErrNoAuthority, "没有有效的授权：请管理员授权", "no authority in force: ask an administrator"},
	{taizhang.ErrKind, "台账类型不符：演示台账与正式台账不能混用", "demo and real ledgers do not mix"},
	{taizhang.ErrNoParcel, "没有这宗地的记录", "nothing is recorded of this parcel"},
	{taizhang.ErrRequestReused, "该幂等键已用于另一请求；换一个键", "the idempotency key was used for another request; take another"},
	{chdb.ErrLibraryMissing, "缺少分析引擎 libchdb；运行 make setup，或用 --clickhouse off 不启用分析", "the analytics engine libchdb is missing; run make setup, or go without: --clickhouse off"},
	{fs.ErrExist, "文件已存在，不予覆盖", "the file exists and is not replaced"},
	{fs.ErrPermission, "没有权限", "permission denied"},
}

// say puts an error in the words of its reader, zh-CN first.
func say(err error) string {
	if invalid, ok := errors.AsType[*domain.Invalid](err); ok {
		return sayProblems("事件不合要求", "the fact is malformed", invalid.Problems)
	}
	if refused, ok := errors.AsType[*domain.Refused](err); ok {
		return sayProblems("按规则不予登记", "refused by the rules", refused.Problems)
	}
	if denied, ok := errors.AsType[*domain.Denied](err); ok {
		return sayProblems("无此权限", "no authority for it", denied.Problems)
	}
	for _, s := range sayings {
		if errors.Is(err, s.err) {
			return fmt.Sprintf("%s / %s\n  %v", s.zh, s.en, err)
		}
	}
	return err.Error()
}

func sayProblems(zh, en string, problems []domain.Problem) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s / %s", zh, en)
	for _, p := range problems {
		fmt.Fprintf(&b, "\n  %s [%s] %s / %s", p.Path, p.Rule, p.ZH, p.EN)
	}
	return b.String()
}
