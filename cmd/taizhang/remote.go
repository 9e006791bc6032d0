package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"taizhang"
	"taizhang/cmd/taizhang/audit"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/analytics"
)

// remote is the ledger behind the API of the process that serves it.
type remote struct {
	url   string
	token string // the officer's, else the one of the beacon, which only reads
	http  *http.Client
}

func newRemote(b beacon, token string) *remote {
	if token == "" {
		token = b.Token
	}
	transport := http.DefaultTransport
	if b.Certificate != "" {
		transport = &http.Transport{TLSClientConfig: pinned(b.Certificate), ForceAttemptHTTP2: true}
	}
	return &remote{url: b.URL, token: token, http: &http.Client{Timeout: 10 * time.Minute, Transport: transport}}
}

func (r *remote) Close() error { return nil }

const (
	catchUpPoll = 200 * time.Millisecond
	catchUpWait = 2 * time.Minute
)

// errCatchingUp: the server has just started and cannot answer yet.
var errCatchingUp = errors.New("the server is catching up")

// call sends one request and decodes the answer into out; a nil out leaves the
// body to the caller. A server that has just started is given time to catch up.
func (r *remote) call(ctx context.Context, method, path string, header map[string]string, body []byte, out any) (*http.Response, error) {
	limit := time.Now().Add(catchUpWait)
	for {
		resp, err := r.ask(ctx, method, path, header, body, out)
		if !errors.Is(err, errCatchingUp) || time.Now().After(limit) {
			return resp, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(catchUpPoll):
		}
	}
}

func (r *remote) ask(ctx context.Context, method, path string, header map[string]string, body []byte, out any) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, r.url+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	if resp.StatusCode >= 300 {
		defer resp.Body.Close()
		return nil, errorOf(resp)
	}
	if out == nil {
		return resp, nil
	}
	defer resp.Body.Close()
	return resp, json.NewDecoder(resp.Body).Decode(out)
}

// errorOf turns an error answer back into the error it was made of.
func errorOf(resp *http.Response) error {
	var body struct {
		Error struct {
			Code     string           `json:"code"`
			ZH       string           `json:"zh"`
			EN       string           `json:"en"`
			Problems []domain.Problem `json:"problems"`
			Request  string           `json:"request"`
		} `json:"error"`
	}
	data, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err := json.Unmarshal(data, &body); err != nil {
		return fmt.Errorf("server answered %s: %.200s", resp.Status, data)
	}
	e := body.Error
	switch e.Code {
	case "invalid":
		if len(e.Problems) > 0 {
			return &domain.Invalid{Problems: e.Problems}
		}
	case "refused":
		return &domain.Refused{Problems: e.Problems}
	case "denied":
		return &domain.Denied{Problems: e.Problems}
	case "no_parcel":
		return taizhang.ErrNoParcel
	case "request_reused":
		return taizhang.ErrRequestReused
	case "catching_up":
		return fmt.Errorf("%s / %s: %w", e.ZH, e.EN, errCatchingUp)
	case "full":
		return eventstore.ErrFull
	case "unavailable":
		return eventstore.ErrUnavailable
	}
	return fmt.Errorf("%s / %s (%d %s，请求 / request %s)", e.ZH, e.EN, resp.StatusCode, e.Code, e.Request)
}

func (r *remote) Kind(ctx context.Context) (domain.Code, error) {
	var ledger struct {
		Kind domain.Code `json:"kind"`
	}
	_, err := r.call(ctx, http.MethodGet, "/ledger", nil, nil, &ledger)
	return ledger.Kind, err
}

func (r *remote) Record(ctx context.Context, ref, key string, dryRun bool, facts []domain.Fact) (answer, error) {
	if reg, ok := facts[0].Event.(domain.ParcelRegistered); ok && ref == "" {
		id, err := reg.Identity()
		if err != nil {
			return answer{}, err
		}
		ref = id.String()
	}
	if ref == "" {
		return answer{}, errors.New("请用 --parcel 指明宗地 / name the parcel: --parcel CODE")
	}
	body := []byte(`{"facts":[`)
	for i, f := range facts {
		data, err := domain.EncodeFact(f)
		if err != nil {
			return answer{}, err
		}
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, data...)
	}
	path := "/parcels/" + url.PathEscape(ref) + "/batch"
	if dryRun {
		path += "?dryRun=true"
	}
	var got answer
	_, err := r.call(ctx, http.MethodPost, path, map[string]string{"Idempotency-Key": key}, append(body, `]}`...), &got)
	return got, err
}

func (r *remote) Parcels(ctx context.Context) ([]string, error) {
	var ids []string
	for cursor := ""; ; {
		var page struct {
			Items []struct {
				ID string `json:"id"`
			} `json:"items"`
			Next string `json:"next"`
		}
		path := "/parcels?limit=500"
		if cursor != "" {
			path += "&cursor=" + url.QueryEscape(cursor)
		}
		if _, err := r.call(ctx, http.MethodGet, path, nil, nil, &page); err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		if cursor = page.Next; cursor == "" {
			return sorted(ids), nil
		}
	}
}

// History reads the export of a parcel: one entry per line, the stored fact as it
// is beside who recorded it and when.
func (r *remote) History(ctx context.Context, ref string) (history, error) {
	resp, err := r.call(ctx, http.MethodGet, "/parcels/"+url.PathEscape(ref)+"/history.jsonl", nil, nil, nil)
	if err != nil {
		return history{}, err
	}
	defer resp.Body.Close()
	var h history
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		if err := h.take(lines.Bytes()); err != nil {
			return h, err
		}
	}
	return h, lines.Err()
}

// take reads one line of an export.
func (h *history) take(line []byte) error {
	var row struct {
		Parcel     uuid.UUID       `json:"parcel"`
		ID         uuid.UUID       `json:"id"`
		Revision   int64           `json:"revision"`
		RecordedAt time.Time       `json:"recordedAt"`
		By         domain.Officer  `json:"by"`
		Fact       json.RawMessage `json:"fact"`
		Redacted   []string        `json:"redacted"`
	}
	if err := json.Unmarshal(line, &row); err != nil {
		return fmt.Errorf("history line %d: %w", len(h.entries)+1, err)
	}
	if err := whole(row.Redacted, ""); err != nil {
		return err
	}
	data := jsontext.Value(bytes.Clone(row.Fact))
	fact, err := domain.DecodeFact(data, true)
	if err != nil {
		return fmt.Errorf("history line %d: %w", len(h.entries)+1, err)
	}
	h.parcel = row.Parcel
	h.entries = append(h.entries, domain.Entry{ID: row.ID, Revision: row.Revision, Fact: fact, RecordedAt: row.RecordedAt, By: row.By})
	h.data = append(h.data, data)
	return nil
}

func (r *remote) Query(ctx context.Context, sql string) (table, error) {
	body, err := json.Marshal(map[string]string{"sql": sql})
	if err != nil {
		return table{}, err
	}
	var t table
	_, err = r.call(ctx, http.MethodPost, "/query", nil, body, &t)
	return t, err
}

func (r *remote) Metric(ctx context.Context, q analytics.MetricQuery) (table, error) {
	params := url.Values{"by": {string(q.By)}, "per": {string(q.Per)}}
	for name, value := range map[string]string{"district": string(q.District), "base": string(q.Base), "from": yearText(q.From), "to": yearText(q.To)} {
		if value != "" {
			params.Set(name, value)
		}
	}
	if q.For.View == domain.ViewPublic {
		params.Set("public", "true")
	}
	var answer struct {
		Metric struct {
			Unit domain.Wording `json:"unit"`
		} `json:"metric"`
		Rows []metricRow `json:"rows"`
	}
	_, err := r.call(ctx, http.MethodGet, "/metrics/"+url.PathEscape(string(q.Code))+"?"+params.Encode(), nil, nil, &answer)
	return metricTable(answer.Metric.Unit, answer.Rows), err
}

func (r *remote) Verify(ctx context.Context) (audit.Report, error) {
	var report audit.Report
	_, err := r.call(ctx, http.MethodPost, "/verify", nil, nil, &report)
	return report, err
}

// Backup takes as long as it takes, unlike the other calls.
func (r *remote) Backup(ctx context.Context, access bool, w io.Writer) error {
	unhurried := &remote{url: r.url, token: r.token, http: &http.Client{Transport: r.http.Transport}}
	resp, err := unhurried.call(ctx, http.MethodGet, fmt.Sprint("/backup?access=", access), nil, nil, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, resp.Body)
	return err
}
