package domain

import (
	"math/big"
	"slices"
)

// A Penalty is a demand of money and what has been paid of it.
type Penalty struct {
	PenaltyImposed
	ImposedOn Date `json:"imposedOn"`
	Paid      Fen  `json:"paid,omitzero"`
	SettledOn Date `json:"settledOn,omitzero"` // when nothing is left
}

// Owed is what the decision demands: its paper's amount where that is on record,
// else the one that was computed.
func (p Penalty) Owed() Fen { return pick(p.Decided > 0, p.Decided, p.Amount) }

// Outstanding is what is still to be paid.
func (p Penalty) Outstanding() Fen { return max(0, p.Owed()-p.Paid) }

// penalty finds a penalty by its id, or returns -1.
func (p *Parcel) penalty(id string) int {
	return slices.IndexFunc(p.Penalties, func(x Penalty) bool { return x.PenaltyID == id })
}

// OutstandingPenalties is what is still to be paid of all penalties.
func (p *Parcel) OutstandingPenalties() Fen {
	var sum Fen
	for _, x := range p.Penalties {
		sum += x.Outstanding()
	}
	return sum
}

// IdleFee is the fee for land that lies idle through its holder's fault: the policy's
// share of the land price, to the 分 (闲置土地处置办法 第14条第1项).
func IdleFee(price Fen, policy Policy) Fen {
	return share(price, policy.Ratio(IdleFeeRate), policy.rounding())
}

// Ways to round money to the 分, as the parameter rounding names them. Without a name
// halves go up.
const (
	roundHalfEven Code = "HALF_EVEN"
	roundDown     Code = "DOWN"
)

// rounding is how money is rounded; "" for the standard, halves up.
func (p Policy) rounding() Code {
	code, _ := p.FindCode(Rounding)
	return pick(code == "HALF_UP", "", code)
}

// share multiplies money, which is never below zero, by a ratio and rounds to the 分.
func share(amount Fen, ratio *big.Rat, rounding Code) Fen {
	x := new(big.Rat).Mul(new(big.Rat).SetInt64(int64(amount)), ratio)
	q, rest := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	half := rest.Lsh(rest, 1).Cmp(x.Denom())
	if half > 0 && rounding != roundDown || half == 0 && (rounding == "" || rounding == roundHalfEven && q.Bit(0) == 1) {
		q.Add(q, big.NewInt(1))
	}
	if !q.IsInt64() || q.Int64() > IntMax {
		return IntMax
	}
	return Fen(q.Int64())
}
