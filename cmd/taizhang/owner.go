package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"taizhang"
	"taizhang/cmd/taizhang/demo"
	"taizhang/domain"
)

// firstTokenLife is how long the first administrator's token says who he is: it was made
// unasked, and lies in a file.
const firstTokenLife = 24 * time.Hour

var authorityBook = domain.BookID{Kind: domain.AuthorityBook}

// appoint gives a ledger that nobody administers an administrator, and returns the file
// with his token; the path is empty when somebody is in office. The token is there
// before the appointment: who dies in between repeats both to the same end.
func (p place) appoint(ctx context.Context, ledger *taizhang.Ledger) (string, error) {
	book, err := ledger.Book(ctx, authorityBook)
	if err != nil || book.Administered(domain.DateOf(time.Now())) {
		return "", err
	}
	if err := p.writeAdminToken(); err != nil {
		return "", err
	}
	first := domain.Principal{ID: domain.FirstAdministrator, Name: "管理员"}
	return p.admin(), enterAdministrator(ctx, ledger, domain.System, first, len(book.Grants()))
}

// appointDemo puts the administrators of a demo in office, whose tokens end with the
// process and are in no file.
func appointDemo(ctx context.Context, ledger *taizhang.Ledger) error {
	book, err := ledger.Book(ctx, authorityBook)
	if err != nil || book.Administered(domain.DateOf(time.Now())) {
		return err
	}
	by := domain.System
	for i, p := range demo.Administrators() {
		if err := enterAdministrator(ctx, ledger, by, p, len(book.Grants())+i); err != nil {
			return err
		}
		by = p.Officer()
	}
	return nil
}

// enterAdministrator appoints one. The number keeps a repeat from being another
// appointment.
func enterAdministrator(ctx context.Context, ledger *taizhang.Ledger, by domain.Officer, p domain.Principal, number int) error {
	grant := domain.AuthorityGranted{
		Subject: p.ID, Name: p.Name, Role: domain.RoleAdministrator, View: domain.Code(domain.ViewAuditor), Level: "CITY",
		Reason: "无其他在任管理员，首次任命",
	}
	_, err := ledger.Enter(ctx, authorityBook, fmt.Sprintf("appoint-%d", number), by, domain.Fact{OccurredOn: domain.DateOf(time.Now()), Event: grant})
	return err
}

// writeAdminToken makes the first administrator's token and its file, which nobody else
// reads and which replaces no other. A file with a token that works is kept.
func (p place) writeAdminToken() error {
	tokens, err := p.openTokens()
	if err != nil {
		return err
	}
	if token, err := readSecret("admin.token", p.admin()); err == nil {
		if bearer, ok := tokens.Lookup(token); ok && bearer.Subject == domain.FirstAdministrator {
			return nil
		}
		return fmt.Errorf("%s 中的令牌无效，移走该文件后再试 / holds no valid token of %s: move it away and try again", p.admin(), domain.FirstAdministrator)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	token, _, err := tokens.IssueFor(domain.FirstAdministrator, firstTokenLife)
	if err != nil {
		return err
	}
	return writeNew(p.admin(), []byte(token+"\n"))
}

// writeNew makes a file that was not there, whole and durable, readable by its owner.
func writeNew(path string, data []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Link(file.Name(), path) // refuses to replace
	}
	if err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

func sayAppointed(out io.Writer, path string) error {
	_, err := fmt.Fprintf(out, `已任命管理员 admin，令牌在此文件，仅属主可读 / appointed the administrator admin; the token is in this file: %s
该令牌 24 小时后失效，请及时换发 / it ends after 24 hours, replace it: taizhang token issue admin --data %s --out FILE
`, path, filepath.Dir(path))
	return err
}
