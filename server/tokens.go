package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"taizhang/domain"
)

const (
	tokenPrefix = "tz_"
	tokenBytes  = 32
	// tokenIDLength is how much of a token's hash names it in lists.
	tokenIDLength = 12
	// subjectBytesMax bounds a subject, as the book of authority does.
	subjectBytesMax = 360
)

var (
	// ErrNoToken: no token has this id.
	ErrNoToken = errors.New("no such token")
	// ErrSubject: a token is for a named subject.
	ErrSubject = errors.New("subject is missing or too long")
)

// A TokenInfo is what is kept of a token: never the token itself.
type TokenInfo struct {
	ID        string    `json:"id"`
	Hash      string    `json:"hash"`    // SHA-256 in hex
	Subject   string    `json:"subject"` // whose authority is in the ledger
	IssuedAt  time.Time `json:"issuedAt"`
	IssuedBy  string    `json:"issuedBy,omitzero"` // the administrator; absent when the owner of the file did
	Until     time.Time `json:"until,omitzero"`    // from then on it says nobody; absent when it does not end by itself
	RevokedAt time.Time `json:"revokedAt,omitzero"`
}

// says reports whether the token says who asks at a moment.
func (t TokenInfo) says(at time.Time) bool {
	return t.RevokedAt.IsZero() && (t.Until.IsZero() || at.Before(t.Until))
}

// Tokens say who asks; what he may is in the ledger's book of authority. Only hashes
// of tokens are kept, in a file that nobody else may read; a change that another
// process makes to the file holds from the next lookup on. Safe for concurrent use.
type Tokens struct {
	path string // empty: nothing is kept on disk

	mu     sync.Mutex // guards all below
	byHash map[[sha256.Size]byte]TokenInfo
	seen   fs.FileInfo // of the file that byHash was read from; nil when there was none
	memory map[[sha256.Size]byte]domain.Principal
}

type tokenFile struct {
	Tokens []TokenInfo `json:"tokens"`
}

// OpenTokens reads the tokens kept in a file. A file that does not exist yet holds
// none. An empty path keeps all tokens in memory.
func OpenTokens(path string) (*Tokens, error) {
	t := &Tokens{path: path, memory: make(map[[sha256.Size]byte]domain.Principal)}
	if err := t.refresh(); err != nil {
		return nil, err
	}
	return t, nil
}

// Issue makes a token for a subject and returns it: the only time it can be seen. by is
// the administrator who issues it, empty for the owner of the file. It wraps
// [ErrSubject] when there is no subject.
func (t *Tokens) Issue(subject, by string) (token string, info TokenInfo, err error) {
	return t.issue(TokenInfo{Subject: subject, IssuedBy: by})
}

// IssueFor is Issue by the owner of the file, of a token that ends by itself.
func (t *Tokens) IssueFor(subject string, life time.Duration) (token string, info TokenInfo, err error) {
	return t.issue(TokenInfo{Subject: subject, Until: now().Add(life)})
}

func (t *Tokens) issue(of TokenInfo) (token string, info TokenInfo, err error) {
	if strings.TrimSpace(of.Subject) == "" || len(of.Subject) > subjectBytesMax {
		return "", info, fmt.Errorf("%.20q: %w", of.Subject, ErrSubject)
	}
	token, hash := newToken()
	text := hex.EncodeToString(hash[:])
	of.ID, of.Hash, of.IssuedAt = text[:tokenIDLength], text, time.Now().UTC().Truncate(time.Second)
	return token, of, t.change(func(kept []TokenInfo) ([]TokenInfo, error) { return append(kept, of), nil })
}

// IssueInMemory makes a token for a principal that the ledger does not know. It ends
// with the process and is in no file.
func (t *Tokens) IssueInMemory(p domain.Principal) string {
	token, hash := newToken()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.memory[hash] = p
	return token
}

func newToken() (string, [sha256.Size]byte) {
	secret := make([]byte, tokenBytes)
	rand.Read(secret) // never fails
	token := tokenPrefix + base64.RawURLEncoding.EncodeToString(secret)
	return token, sha256.Sum256([]byte(token))
}

// Lookup returns whom a token was issued to, or false for a token that was
// never issued, is revoked or has ended. The comparison is of SHA-256 hashes, so its time
// tells nothing about a token.
func (t *Tokens) Lookup(token string) (Bearer, bool) {
	if !strings.HasPrefix(token, tokenPrefix) {
		return Bearer{}, false
	}
	return t.lookup(sha256.Sum256([]byte(token)))
}

// lookup is Lookup of a token whose hash is known.
func (t *Tokens) lookup(hash [sha256.Size]byte) (Bearer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p, ok := t.memory[hash]; ok {
		return Bearer{Subject: p.ID, fixed: &p}, true
	}
	if err := t.refreshLocked(); err != nil {
		return Bearer{}, false // a file that cannot be read grants nothing
	}
	info, ok := t.byHash[hash]
	return Bearer{Token: info.ID, Subject: info.Subject, issuedBy: info.IssuedBy}, ok && info.says(time.Now())
}

// List returns what is kept of every token, oldest first, revoked ones included.
// Tokens in memory are not listed.
func (t *Tokens) List() ([]TokenInfo, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.refreshLocked(); err != nil {
		return nil, err
	}
	return sortedTokens(maps.Values(t.byHash)), nil
}

// Revoke ends a token by its id. It wraps [ErrNoToken] for an unknown id; revoking
// twice is harmless.
func (t *Tokens) Revoke(id string) error {
	return t.change(func(kept []TokenInfo) ([]TokenInfo, error) {
		i := slices.IndexFunc(kept, func(info TokenInfo) bool { return info.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("revoke %q: %w", id, ErrNoToken)
		}
		if kept[i].RevokedAt.IsZero() {
			kept[i].RevokedAt = time.Now().UTC().Truncate(time.Second)
		}
		return kept, nil
	})
}

// change rewrites the file under a lock that all processes take.
func (t *Tokens) change(edit func([]TokenInfo) ([]TokenInfo, error)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.path == "" {
		return fmt.Errorf("tokens are in memory only: %w", ErrNoToken)
	}
	unlock, err := lockFile(t.path + ".lock")
	if err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	defer unlock()
	if err := t.refreshLocked(); err != nil {
		return err
	}
	kept, err := edit(sortedTokens(maps.Values(t.byHash)))
	if err != nil {
		return err
	}
	data, err := json.Marshal(tokenFile{kept}, jsontext.Multiline(true))
	if err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	if err := writeDurably(t.path, append(data, '\n')); err != nil {
		return fmt.Errorf("tokens: %w", err)
	}
	return t.refreshLocked()
}

func (t *Tokens) refresh() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refreshLocked()
}

// refreshLocked reads the file when it is not the one that was read last. It
// requires mu.
func (t *Tokens) refreshLocked() error {
	if t.path == "" {
		return nil
	}
	info, err := os.Stat(t.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		t.byHash, t.seen = nil, nil
		return nil
	case err != nil:
		return fmt.Errorf("tokens: %w", err)
	case t.seen != nil && os.SameFile(info, t.seen) && info.ModTime().Equal(t.seen.ModTime()) && info.Size() == t.seen.Size():
		return nil
	}
	byHash, err := readTokens(t.path)
	if err != nil {
		return err
	}
	t.byHash, t.seen = byHash, info
	return nil
}

func readTokens(path string) (map[[sha256.Size]byte]TokenInfo, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	var file tokenFile
	if err := json.Unmarshal(data, &file, json.RejectUnknownMembers(true)); err != nil {
		return nil, fmt.Errorf("tokens in %s: %w", path, err)
	}
	byHash := make(map[[sha256.Size]byte]TokenInfo, len(file.Tokens))
	for _, info := range file.Tokens {
		hash, err := hex.DecodeString(info.Hash)
		if err != nil || len(hash) != sha256.Size {
			return nil, fmt.Errorf("tokens in %s: token %q: hash is not SHA-256 in hex", path, info.ID)
		}
		byHash[[sha256.Size]byte(hash)] = info
	}
	return byHash, nil
}

func sortedTokens(tokens func(yield func(TokenInfo) bool)) []TokenInfo {
	return slices.SortedFunc(tokens, func(a, b TokenInfo) int {
		if c := a.IssuedAt.Compare(b.IssuedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}

func inCodes(list string, code domain.Code) bool {
	return slices.ContainsFunc(domain.CodeList(list), func(c domain.CodeName) bool { return c.Code == code })
}
