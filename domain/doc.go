// Package domain holds the rules of the supervision ledger of industrial land
// (产业项目用地全生命周期共同监管): what can happen to a parcel (宗地), and when.
//
// It is a pure state machine. A [Fact] says what happened on a day. A [History]
// holds every fact recorded of one parcel; [History.Decide] answers whether one
// more fact can be recorded, with the findings that go with it, or refuses with
// the reason. [Parcel.Evolve] folds one fact into the state.
//
//	entries ──Fold──▶ Parcel ──Decide(fact)──▶ fact with findings ──append──▶ entries
//
// # Rules of the package
//
// Nothing here does I/O, reads the clock or draws random numbers: the caller
// brings the day of recording and the officer. So the same history folds to the
// same state, on any machine, years later (P5).
//
// Decide may refuse; Evolve may not. A recorded fact stands, even when today's
// rules would forbid it, so Evolve validates nothing and never fails.
//
// Two clocks run (P6): valid time, the day a fact happened (occurredOn), and
// recorded time, when the ledger took it. A history folds in order of
// (occurredOn, revision); [History.At] answers what was true on a day, as known
// on a day.
//
// The registration leads the fold whatever its day: it says which land the other
// facts are about.
//
// # What is refused, what is noticed
//
// A fact that is malformed or contradicts itself is [Invalid]. One that the
// parcel's history forbids is [Refused]. One that is implausible but possible,
// such as building before delivery (未交先建), is recorded with a [Finding]. Each
// rule has a stable code; [Rules] lists them all, [Transitions] the state machine.
//
// A back-filled fact (补录) tells of the time before the parcel was recorded. It
// may jump forward to the stage its event reaches; the stages between are not
// invented. What old papers lack or get wrong is a finding there, not a refusal.
//
// A correction ([EventCorrected]) replaces values of an earlier fact of the same
// parcel, by a second officer. The corrected fact is decided anew at its place,
// and what was recorded after it must still be possible.
//
// Stored names and field names are a storage format. They are frozen by the
// files in testdata/events: add a new event, never change an old one.
//
// # Units
//
// Money is integer 分 ([Fen]), area integer 0.01 m² ([Area]), ratios decimal
// text ([Decimal]), dates calendar days in Asia/Shanghai ([Date]).
package domain
