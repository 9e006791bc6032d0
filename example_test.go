package taizhang_test

import (
	"context"
	"errors"
	"fmt"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore/memory"
)

// A parcel is registered; the same request again is the same event; what its
// history does not allow is refused.
func Example() {
	ctx := context.Background()
	ledger, err := taizhang.Open(ctx, memory.New(), domain.Real)
	if err != nil {
		panic(err)
	}
	officer := domain.Officer{ID: "1", Name: "王一", Department: "PNR", Level: "CITY"}
	registered := domain.ParcelRegistered{ParcelCode: "120116001001GB00001", District: "120116", RegisteredArea: 6_666_667, Origin: "NEW"}
	parcel, err := registered.Identity()
	if err != nil {
		panic(err)
	}

	answer, err := ledger.Record(ctx, parcel, "req-1", officer, domain.Fact{OccurredOn: "2026-03-02", Event: registered})
	fmt.Println(answer.Stage, answer.Repeated, err)
	answer, err = ledger.Record(ctx, parcel, "req-1", officer, domain.Fact{OccurredOn: "2026-03-02", Event: registered})
	fmt.Println(answer.Stage, answer.Repeated, err)
	_, err = ledger.Record(ctx, parcel, "req-2", officer, domain.Fact{OccurredOn: "2026-03-03", Event: domain.ReturnedToSupply{PoolEntryNo: "1"}})
	fmt.Println("returned to supply is refused:", errors.Is(err, domain.ErrRefused))
	// Output:
	// REGISTERED false <nil>
	// REGISTERED true <nil>
	// returned to supply is refused: true
}
