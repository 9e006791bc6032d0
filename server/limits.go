package server

import "time"

// Limits of the HTTP surface. What exceeds them is refused before it is read
// into memory.
const (
	bodyBytesMax   = 1 << 20
	headerBytesMax = 32 << 10
	queryBytesMax  = 4 << 10
	sqlBytesMax    = 64 << 10
	refBytesMax    = 64 // of a parcel reference: a UUID or a code
	searchBytesMax = 200

	pageDefault = 50
	pageMax     = 500

	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	idleTimeout   = 60 * time.Second
	streamsMax    = 64 // at once on one HTTP/2 connection
	// answerTimeout bounds the writing of an answer; the feed sets its own.
	answerTimeout = 2 * time.Minute
	// readWaitMax is how long a read waits for the model to reach ?min=.
	readWaitMax = 5 * time.Second
	readPoll    = 20 * time.Millisecond
	// traceWaitMax is how long an answer waits for its entry in the access log.
	traceWaitMax = 5 * time.Second
	// writeWaitMax is how long one write waits to be durable; a disk that finishes nothing
	// for stallAfter, though it is waited for, is taken to stand still.
	writeWaitMax = 10 * time.Second
	stallAfter   = 5 * time.Second
	// queryTimeout, queryRowsMax and queryAnswerMax, in bytes, bound a free query.
	queryTimeout   = 30 * time.Second
	queryRowsMax   = 10_000
	queryAnswerMax = 16 << 20

	// outlinesMax bounds the maps that are remembered, one for each district, reach and view.
	outlinesMax = 64

	// pieceBytes of an answer are sent before its caller's authority may be asked for again.
	pieceBytes = 64 << 10

	gzipBytesMin = 1400 // about what one packet takes
)

// Limits of one caller and of all, so that nobody takes what is for all; see fairness.
const (
	connectionsMax     = 4096
	connectionsEachMax = 512 // of one address that is not this machine's, nor the proxy's

	requestsMax     = 512 // handled at once
	requestsEachMax = 64
	heavyMax        = 16 // of them queries, analytics, maps, histories, the access log, verifications, backups
	heavyEachMax    = 4
	heavyWaitMax    = 20 * time.Second
	feedsEachMax    = 256
	ratePerSecond   = 1000
	rateBurst       = 2000
	paceWaitMax     = 2 * time.Second

	attemptsMax  = 20 // failed sign-ins of one address, and then one in attemptEvery
	attemptEvery = 5 * time.Second
	callersMax   = 16_384 // told apart
)

// Limits of the feed; its times are in defaultPace.
const (
	feedReadBytesMax = 64 << 10
	feedFilterMax    = 512 // values of one filter
	// feedScanMax is how many records are looked at before the client hears of it.
	feedScanMax = 4096
	// feedItemsMax bounds one frame, some 400 bytes an item.
	feedItemsMax = 256
)
