package esdb

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// Options of [Open]. The zero value is right for a server reached over TLS.
type Options struct {
	// AllowInsecure takes a connection string with credentials although they
	// are not protected: not sent at all with tls=false, sent to whoever answers with
	// tlsVerifyCert=false.
	AllowInsecure bool
	// Logger hears of outages and, at debug level, what the client says; nil
	// discards both.
	Logger *slog.Logger
	// Alarm is told of every stream that begins to forget, once per change; nil
	// tells nobody. It is called from one goroutine and must not close the store.
	Alarm func(Forgetting)
	// Watch makes the store look for streams that forget whenever it
	// receives; nil means hourly. It always looks once at the beginning.
	Watch <-chan time.Time

	callMax time.Duration // 0 means callDefault
	wrong   fault         // a store that is wrong on purpose: a control of the tests
}

// Limits in time. None decides what is true: an answer that is late is
// settled by reading.
const (
	openMax      = 15 * time.Second       // Open, until the first server has answered
	callDefault  = 10 * time.Second       // one call of the client
	doubtAfter   = time.Second            // a call that lasts as long makes the supervisor ask whether the server is there
	probeMax     = 3 * time.Second        // the answer to that
	graceMax     = 500 * time.Millisecond // a call's wait for a client while there is none
	backoffMin   = 50 * time.Millisecond
	backoffMax   = 3 * time.Second
	closeGrace   = 100 * time.Millisecond // for the calls of a link that is closed
	watchEvery   = time.Hour
	appendTries  = 6 // of one append
	searchesOnce = 1 // of the client for a server; then the supervisor takes over
)

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Alarm == nil {
		o.Alarm = func(Forgetting) {}
	}
	o.callMax = cmp.Or(o.callMax, callDefault)
	return o
}

// settings are the names that the client knows in a connection string. It ignores
// others with a warning nobody reads; a misspelt tls would be one.
var settings = []string{
	"discoveryinterval", "gossiptimeout", "maxdiscoverattempts", "nodepreference", "keepaliveinterval", "keepalivetimeout",
	"tls", "tlscafile", "usercertfile", "userkeyfile", "tlsverifycert", "defaultdeadline",
}

// configure reads a connection string as the client does and refuses what would not
// be what it seems. The errors wrap eventstore.ErrInvalid and show no password.
func configure(connection string, opts Options) (*client.Configuration, error) {
	if err := checkSettings(connection); err != nil {
		return nil, fmt.Errorf("连接串有误 / connection string: %w: %w", err, eventstore.ErrInvalid)
	}
	config, err := client.ParseConnectionString(connection)
	if err != nil && userinfo.MatchString(connection) {
		return nil, fmt.Errorf("连接串有误 / connection string %s: %s: %w", Redact(connection), Redact(err.Error()), eventstore.ErrInvalid)
	}
	if err != nil { // which quotes what it could not read: a password, when the rest is missing
		return nil, fmt.Errorf("连接串有误，须为 esdb://用户:口令@主机:2113?…，口令中的特殊字符写作 %%XX / connection string: want esdb://user:password@host:2113?…, special characters of a password as %%XX: %w", eventstore.ErrInvalid)
	}
	if err := refuse(config, opts.AllowInsecure); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", Redact(connection), err, eventstore.ErrInvalid)
	}
	config.MaxDiscoverAttempts = searchesOnce
	return config, nil
}

func checkSettings(connection string) error {
	_, query, _ := strings.Cut(connection, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the settings after ? cannot be read")
	}
	for name, value := range values {
		if !slices.Contains(settings, strings.ToLower(name)) {
			return fmt.Errorf("unknown setting %q", name)
		}
		if len(value) > 1 {
			return fmt.Errorf("setting %q is there twice", name)
		}
	}
	return nil
}

func refuse(c *client.Configuration, allowInsecure bool) error {
	switch {
	case c.NodePreference != client.NodePreferenceLeader:
		return fmt.Errorf("nodePreference=%s：只能用 leader，其他节点的数据可能滞后 / must be leader: other nodes may be behind, and the client cannot ask them not to be", strings.ToLower(c.NodePreference.String()))
	case (c.Username == "") != (c.Password == ""):
		return errors.New("用户名和口令须成对给出，否则客户端一个也不发送 / give user and password together: the client would send neither")
	case c.Username == "" || allowInsecure:
		return nil
	case c.DisableTLS:
		return errors.New("tls=false 时客户端不发送用户名和口令，而且不提示；改用 TLS，或加 --allow-insecure-store / without TLS the client drops the credentials silently; use TLS, or --allow-insecure-store")
	case c.SkipCertificateVerification:
		return errors.New("tlsVerifyCert=false 会把口令交给任何应答者；改用 tlsCAFile，或加 --allow-insecure-store / the password would go to whoever answers; name the CA with tlsCAFile, or --allow-insecure-store")
	}
	return nil
}

var userinfo = regexp.MustCompile(`//[^/?\s]*@`)

// Redact takes user and password out of a text with connection strings in it.
func Redact(text string) string { return userinfo.ReplaceAllString(text, "//…@") }

// HasPassword reports whether a connection string carries credentials.
func HasPassword(connection string) bool {
	where, _, _ := strings.Cut(connection, "?")
	return strings.Contains(where, "@") // also of a password that is not written as it must be
}
