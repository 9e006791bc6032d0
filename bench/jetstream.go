package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// A jet is a NATS server inside the process that syncs every message, and a
// client of it without a socket.
type jet struct {
	server *server.Server
	conn   *nats.Conn
	js     jetstream.JetStream
	log    jetstream.Stream
}

const (
	jetStream     = "LEDGER"
	jetSubject    = "e."
	jetStart      = 30 * time.Second
	jetPull       = 5000 // messages under way in a replay
	jetStreamMax  = 1000 // events of one stream in one answer
	jetWrongLast  = 10071
	jetAnswerTime = 10 * time.Second
)

func openJetStream(dir string) (engine, error) {
	s, err := server.NewServer(&server.Options{
		JetStream: true, StoreDir: dir, SyncAlways: true, DontListen: true, NoSigs: true, NoLog: true,
	})
	if err != nil {
		return nil, err
	}
	s.Start()
	if !s.ReadyForConnections(jetStart) {
		return nil, errors.New("nats-server does not start")
	}
	j := &jet{server: s}
	if j.conn, err = nats.Connect("", nats.InProcessServer(s)); err != nil {
		return nil, err
	}
	if j.js, err = jetstream.New(j.conn, jetstream.WithDefaultTimeout(jetAnswerTime)); err != nil {
		return nil, err
	}
	j.log, err = j.js.CreateOrUpdateStream(context.Background(), jetstream.StreamConfig{
		Name: jetStream, Subjects: []string{jetSubject + "*"}, Storage: jetstream.FileStorage,
		AllowAtomicPublish: true, AllowDirect: true,
	})
	return j, err
}

// append publishes one event as a message and several as an atomic batch. The
// first message of each subject carries the sequence of the last one there.
func (j *jet) append(ctx context.Context, batches ...batch) error {
	messages := jetMessages(batches)
	if len(messages) == 1 {
		ack, err := j.js.PublishMsg(ctx, messages[0])
		if err != nil {
			return jetError(err)
		}
		batches[0].stream.version = ack.Sequence
		return nil
	}
	last, err := j.publish(ctx, messages)
	if err != nil {
		return err
	}
	sequence := last - uint64(len(messages))
	for _, b := range batches {
		sequence += uint64(len(b.events))
		b.stream.version = sequence
	}
	return nil
}

func jetMessages(batches []batch) []*nats.Msg {
	var messages []*nats.Msg
	for _, b := range batches {
		for i := range b.events {
			m := nats.NewMsg(jetSubject + b.stream.name)
			m.Data = encode(b.stream.name, &b.events[i])
			if i == 0 {
				m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, strconv.FormatUint(b.stream.version, 10))
			}
			messages = append(messages, m)
		}
	}
	return messages
}

// publish sends an atomic batch and returns the sequence of its last message.
func (j *jet) publish(ctx context.Context, messages []*nats.Msg) (uint64, error) {
	id := uuid.NewString()
	for i, m := range messages {
		m.Header.Set("Nats-Batch-Id", id)
		m.Header.Set("Nats-Batch-Sequence", strconv.Itoa(i+1))
		if i == len(messages)-1 {
			break
		}
		if err := j.conn.PublishMsg(m); err != nil {
			return 0, err
		}
	}
	last := messages[len(messages)-1]
	last.Header.Set("Nats-Batch-Commit", "1")
	answer, err := j.conn.RequestMsgWithContext(ctx, last)
	if err != nil {
		return 0, err
	}
	var ack struct {
		Error    *jetstream.APIError `json:"error"`
		Sequence uint64              `json:"seq"`
	}
	if err := json.Unmarshal(answer.Data, &ack); err != nil {
		return 0, err
	}
	if ack.Error != nil {
		return 0, jetError(ack.Error)
	}
	return ack.Sequence, nil
}

func jetError(err error) error {
	if failed, ok := errors.AsType[*jetstream.APIError](err); ok && failed.ErrorCode == jetWrongLast {
		return errConflict
	}
	return err
}

func (j *jet) replay(ctx context.Context, each func(stored)) error {
	info, err := j.log.Info(ctx)
	if err != nil || info.State.LastSeq == 0 {
		return err
	}
	consumer, err := j.js.OrderedConsumer(ctx, jetStream, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return err
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(jetPull))
	if err != nil {
		return err
	}
	defer messages.Stop()
	for n := uint64(0); n < info.State.Msgs; n++ {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		e, err := decode(m.Data())
		if err != nil {
			return err
		}
		each(e)
	}
	return nil
}

// read asks for the messages of one subject directly, without a consumer.
func (j *jet) read(ctx context.Context, stream string, each func(stored)) error {
	inbox, err := j.conn.SubscribeSync(j.conn.NewInbox())
	if err != nil {
		return err
	}
	defer inbox.Unsubscribe()
	request := fmt.Sprintf(`{"seq":1,"next_by_subj":%q,"batch":%d}`, jetSubject+stream, jetStreamMax)
	if err := j.conn.PublishRequest("$JS.API.DIRECT.GET."+jetStream, inbox.Subject, []byte(request)); err != nil {
		return err
	}
	for {
		m, err := inbox.NextMsgWithContext(ctx)
		if err != nil {
			return err
		}
		if status := m.Header.Get("Status"); status != "" {
			if strings.HasPrefix(status, "204") {
				return nil
			}
			return fmt.Errorf("jetstream: %s %s", status, m.Header.Get("Description"))
		}
		e, err := decode(m.Data)
		if err != nil {
			return err
		}
		each(e)
	}
}

func (j *jet) Close() error {
	j.conn.Close()
	j.server.Shutdown()
	j.server.WaitForShutdown()
	return nil
}
